/** A VirtualService without gateways, or with this one, holds for calls between services. */
export const meshGateway = 'mesh'

export const isForGateway = (gateways: readonly string[] | undefined, gateway: string): boolean =>
  gateways === undefined || gateways.length === 0
    ? gateway === meshGateway
    : gateways.includes(gateway)
