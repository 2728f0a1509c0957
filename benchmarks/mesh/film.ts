/** What every contestant answers. */
export const film = JSON.stringify({
  film: 7,
  title: 'The General',
  rating: 8.2,
  votes: 37_310,
  genres: ['comedy', 'war'],
})
