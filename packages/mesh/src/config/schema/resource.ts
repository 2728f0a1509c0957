import { annotations } from './annotations.ts'
import { filledText, text, word } from './scalars.ts'
import { approximated, message, opaque, required, run } from './shape.ts'

const clusters = 'belongs to the cluster that the file was taken from; it has no effect'

/** Istio reads all three alike. */
export const apiVersion = required(
  word(['v1', 'v1beta1', 'v1alpha3'].map((version) => `networking.istio.io/${version}`)),
)

/** What Kubernetes keeps about every object. */
export const objectMeta = message('ObjectMeta', {
  name: required(filledText),
  namespace: run(filledText, '`default` where nothing is said'),
  labels: approximated(opaque, clusters),
  annotations: run(annotations, 'ours begin with `watertight.dev/`; all others have no effect'),
  creationTimestamp: approximated(
    text,
    'Istio orders resources by it; here the order is that of the files’ names and of the documents in them',
  ),
  deletionGracePeriodSeconds: approximated(opaque, clusters),
  deletionTimestamp: approximated(opaque, clusters),
  finalizers: approximated(opaque, clusters),
  generateName: approximated(opaque, clusters),
  generation: approximated(opaque, clusters),
  managedFields: approximated(opaque, clusters),
  ownerReferences: approximated(opaque, clusters),
  resourceVersion: approximated(opaque, clusters),
  selfLink: approximated(opaque, clusters),
  uid: approximated(opaque, clusters),
})

const condition = ['lastProbeTime', 'lastTransitionTime', 'message', 'observedGeneration']
const validation = ['documentationUrl', 'level', 'type', 'type.code', 'type.name']

/** Written by a cluster about the resource, never by people. */
export const status = approximated(
  opaque,
  clusters,
  ...['conditions', 'observedGeneration', 'validationMessages'],
  ...[...condition, 'reason', 'status', 'type'].map((name) => `conditions[].${name}`),
  ...validation.map((name) => `validationMessages[].${name}`),
)
