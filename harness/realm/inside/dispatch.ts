/**
 * Finds the method an RPC names and runs it. Used inside a realm and by the stand-alone labrpc Server.
 * Source: 6.5840 labrpc Server.dispatch and Service.dispatch, whose sentences the errors keep.
 */

export type Services = Record<string, object>

type Handler = (this: object, args: unknown) => unknown

/** Runs `Service.method` with `args` and gives what it returned. Throws if there is no such handler. */
export function callHandler(services: Services, svcMeth: string, args: unknown): unknown {
  const dot = svcMeth.lastIndexOf('.')
  if (dot < 0) {
    throw new Error(`call('${svcMeth}'): expected 'Service.method', such as 'Raft.requestVote'`)
  }
  const serviceName = svcMeth.slice(0, dot)
  const methodName = svcMeth.slice(dot + 1)
  const service = Object.hasOwn(services, serviceName) ? services[serviceName] : undefined
  if (service === undefined) {
    const known = Object.keys(services).join(', ')
    throw new Error(`unknown service ${serviceName} in ${svcMeth}; expecting one of ${known}`)
  }
  const handler = isHandlerName(service, methodName)
    ? (service as Record<string, unknown>)[methodName]
    : undefined
  if (typeof handler !== 'function') {
    const known = handlerNames(service).join(', ')
    throw new Error(`unknown method ${methodName} in ${svcMeth}; expecting one of ${known}`)
  }
  return (handler as Handler).call(service, args)
}

function isHandlerName(service: object, name: string): boolean {
  return name !== 'constructor' && !(name in Object.prototype) && name in service
}

/** The methods of an object and its classes, in the order they are written. */
function handlerNames(service: object): string[] {
  const names: string[] = []
  for (let at = service; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const isMethod = typeof Object.getOwnPropertyDescriptor(at, name)?.value === 'function'
      if (isMethod && name !== 'constructor') names.push(name)
    }
  }
  return names
}
