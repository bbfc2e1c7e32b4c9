/**
 * Finds the method an RPC names and runs it. Used inside a realm and by the stand-alone labrpc
 * Server. Source: 6.5840 labrpc Server.dispatch and Service.dispatch, whose sentences the errors
 * keep.
 */

import {
  apply,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  hasOwn,
  lastIndexOf,
  mapGet,
  mapSet,
  NativeError,
  NativeMap,
  ObjectPrototype,
  objectKeys,
  sliceText,
} from './primordials.ts'

export type Services = Record<string, object>

type Handler = (this: object, args: unknown) => unknown

/** Where an RPC goes: a method of a service, by name, because the method may still change. */
interface Target {
  readonly service: object
  readonly methodName: string
}

/** The RPC services of one server. */
export class Dispatcher {
  readonly #services: Services
  /** Names that were found before. */
  readonly #targets = new NativeMap<string, Target>()

  constructor(services: Services) {
    this.#services = services
  }

  /**
   * Runs `Service.method` with `args` and gives what it returned. Throws if there is no such
   * handler.
   */
  call(svcMeth: string, args: unknown): unknown {
    const { service, methodName } =
      (mapGet(this.#targets, svcMeth) as Target | undefined) ?? this.#find(svcMeth)
    const handler = (service as Record<string, unknown>)[methodName]
    if (typeof handler !== 'function') throw unknownMethod(service, methodName, svcMeth)
    return apply(handler as Handler, service, [args])
  }

  /** Every handler that there is now, by the name under which it is called. */
  visitHandlers(visit: (svcMeth: string, handler: object) => void): void {
    const names = objectKeys(this.#services)
    for (let i = 0; i < names.length; i++) {
      const service = this.#services[names[i] as string] as object
      visitMethods(service, (name, method) => visit(`${names[i]}.${name}`, method))
    }
  }

  #find(svcMeth: string): Target {
    const dot = lastIndexOf(svcMeth, '.')
    if (dot < 0) {
      throw new NativeError(
        `call('${svcMeth}'): expected 'Service.method', such as 'Raft.requestVote'`,
      )
    }
    const serviceName = sliceText(svcMeth, 0, dot)
    const methodName = sliceText(svcMeth, dot + 1)
    const services = this.#services
    const service = hasOwn(services, serviceName) ? services[serviceName] : undefined
    if (service === undefined) {
      const known = listed(objectKeys(services))
      throw new NativeError(
        `unknown service ${serviceName} in ${svcMeth}; expecting one of ${known}`,
      )
    }
    if (!isHandlerName(service, methodName)) throw unknownMethod(service, methodName, svcMeth)
    const target = { service, methodName }
    mapSet(this.#targets, svcMeth, target)
    return target
  }
}

function unknownMethod(service: object, methodName: string, svcMeth: string): Error {
  const known = handlerNames(service)
  return new NativeError(`unknown method ${methodName} in ${svcMeth}; expecting one of ${known}`)
}

function isHandlerName(service: object, name: string): boolean {
  return name !== 'constructor' && !(name in ObjectPrototype) && name in service
}

/** The methods of an object and its classes, in the order they are written. */
function handlerNames(service: object): string {
  let names = ''
  visitMethods(service, (name) => {
    names += `${names === '' ? '' : ', '}${name}`
  })
  return names
}

function visitMethods(service: object, visit: (name: string, method: object) => void): void {
  for (
    let at: object | null = service;
    at !== null && at !== ObjectPrototype;
    at = getPrototypeOf(at)
  ) {
    const own = getOwnPropertyNames(at)
    for (let i = 0; i < own.length; i++) {
      const name = own[i] as string
      const method: unknown = getOwnPropertyDescriptor(at, name)?.value
      if (typeof method === 'function' && name !== 'constructor') visit(name, method)
    }
  }
}

function listed(names: readonly string[]): string {
  let text = ''
  for (let i = 0; i < names.length; i++) text += `${i === 0 ? '' : ', '}${names[i]}`
  return text
}
