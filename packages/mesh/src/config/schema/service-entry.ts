import { apiVersion, objectMeta, status } from './resource.ts'
import { count, filledText, port, text, word } from './scalars.ts'
import { approximated, fixed, list, message, names, refused, required, run } from './shape.ts'

const workloadEntry = message('WorkloadEntry', {
  address: required(filledText),
  ports: run(names(port)),
  labels: run(names(text)),
  weight: run(count, '1 where nothing or 0 is said'),
  locality: refused('all endpoints are on one machine: locality is not run'),
  network: refused('there is one network only'),
  serviceAccount: refused('identities are not run yet'),
})

const servicePort = message('ServicePort', {
  number: required(port),
  name: required(filledText),
  protocol: fixed(
    word(['HTTP', 'http'], {
      HTTPS: 'calls are plain HTTP',
      HTTP2: 'calls are HTTP/1.1',
      GRPC: 'calls are HTTP/1.1',
      'GRPC-WEB': 'calls are HTTP/1.1',
      MONGO: 'calls are HTTP/1.1',
      REDIS: 'calls are HTTP/1.1',
      MYSQL: 'calls are HTTP/1.1',
      TCP: 'calls are HTTP/1.1',
      TLS: 'calls are plain HTTP',
    }),
  ),
  targetPort: run(port),
})

export const serviceEntry = message('ServiceEntry', {
  apiVersion,
  kind: required(word(['ServiceEntry'])),
  metadata: required(objectMeta),
  spec: required(
    message('ServiceEntrySpec', {
      hosts: required(list(filledText)),
      addresses: run(
        list(filledText),
        'a virtual address is one more name of the service; ranges are refused',
      ),
      ports: run(list(servicePort)),
      endpoints: run(list(workloadEntry)),
      workloadSelector: run(
        message('WorkloadSelector', { labels: run(names(text)) }),
        'selects among the endpoints that discovery knows',
      ),
      resolution: run(
        word(['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN'], {
          DYNAMIC_DNS: 'the host of each call would be looked up as it is made',
        }),
        'a name, with DNS and DNS_ROUND_ROBIN, is one endpoint and is looked up at each connection; with NONE the host itself is',
      ),
      location: approximated(
        word(['MESH_EXTERNAL', 'MESH_INTERNAL']),
        'it decides on mutual TLS, which is not run yet',
      ),
      exportTo: run(list(filledText)),
      subjectAltNames: refused('identities are not run yet'),
    }),
  ),
  status,
})
