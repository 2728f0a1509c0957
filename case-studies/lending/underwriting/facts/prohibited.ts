/** What a decision may not know, 12 CFR 1002.2(z): no fact of this name compiles, and none is accepted at run time. */
export type ProhibitedBasis =
  | 'race'
  | 'color'
  | 'religion'
  | 'nationalOrigin'
  | 'ethnicity'
  | 'sex'
  | 'gender'
  | 'maritalStatus'
  | 'age'
  | 'dateOfBirth'
  | 'receivesPublicAssistance'
  | 'exercisedCreditRights'
