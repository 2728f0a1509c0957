/** What the lender of this case study does within the days that the regulation leaves; invented. All in days. */
export const noticeSettings = Object.freeze({
  /** Before a notice of action taken is due. */
  warnBefore: 10,
  escalateBefore: 5,
  /** After the applicant was told of it: a counter-offer lapses, and fifteen days are left for the notice. */
  counterOfferLapsesAfter: 75,
  /** After the decision: an approval that nobody takes up. */
  approvalLapsesAfter: 120,
})
