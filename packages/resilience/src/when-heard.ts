const settled = Promise.resolve()

/**
 * Does the task, a rejection, when whoever asked has had the time to listen: a promise that is rejected before that is noted by the host
 * as unhandled, and the note taken back, which costs more than all else about a refusal.
 */
export const whenHeard = (task: () => void): void => void settled.then(task)
