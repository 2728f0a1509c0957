/** What the labs are together; a certificate names it. */
export const course = Object.freeze({
  id: 'microservices',
  name: 'Microservices design patterns',
  version: '1.0.0',
  description:
    'Services of a shop, a streaming house and a lender were repaired until they held under faults: resilience, event sourcing, domain-driven design.',
  criteria:
    'Every lab passed, by what the service did under faults: in virtual time with seeds of the learner’s own, then with processes, sockets and kills; without a look at its solution.',
})
