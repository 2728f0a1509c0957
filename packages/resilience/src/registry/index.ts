export {
  isTripped,
  type Registry,
  type RegistryOptions,
  registry,
  registryDefaults,
} from './registry.ts'
