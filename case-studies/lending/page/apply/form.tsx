import { nameOf } from '../parts/words.ts'
import { examples } from './examples.ts'
import { type Field, sections } from './fields.ts'
import { fillIn, isSending, person, product, set, submit, trouble, values } from './view.ts'

const products = [
  ['purchase', 'Buy a home'],
  ['refinance', 'Replace a loan'],
  ['improvement', 'Improve a home'],
] as const

export const Form = () => (
  <form
    class="apply sheet"
    noValidate
    onSubmit={(event) => {
      event.preventDefault()
      void submit()
    }}
  >
    <div class="examples">
      <span class="quiet">Fill in somebody invented:</span>
      {examples().map(({ title }) => (
        <button key={title} type="button" onClick={() => fillIn(title)}>
          {title}
        </button>
      ))}
    </div>
    <fieldset class="card products">
      <legend>What for</legend>
      {products.map(([word, title]) => (
        <label key={word}>
          <input
            type="radio"
            name="product"
            checked={product.value === word}
            onChange={() => {
              product.value = word
            }}
          />
          {title}
        </label>
      ))}
    </fieldset>
    <fieldset class="card">
      <legend>You</legend>
      <Personal name="name" title="Name" autocomplete="off" />
      <Personal name="birthDate" title="Born on" type="date" />
      <Personal name="taxId" title="Number, of nobody" />
      <Personal name="address" title="Address" autocomplete="off" />
    </fieldset>
    {sections.map(({ title, fields }) => (
      <fieldset class="card" key={title}>
        <legend>{title}</legend>
        {(fields as readonly Field[]).map((field) => (
          <Line key={field.name} field={field} />
        ))}
      </fieldset>
    ))}
    <button class="primary" type="submit" disabled={isSending.value} data-testid="apply">
      Apply
    </button>
  </form>
)

/** What is wrong with a line, by the place that the service names. */
const wrongAt = (path: string): string | undefined => {
  const found = [...(trouble.value?.fields ?? [])].find(
    ([place]) => place === path || place.startsWith(`${path}.`),
  )
  return found?.[1]
}

interface PersonalOptions {
  readonly name: 'name' | 'birthDate' | 'taxId' | 'address'
  readonly title: string
  readonly type?: string
  readonly autocomplete?: string
}

function Personal({ name, title, type = 'text', autocomplete = 'off' }: PersonalOptions) {
  const wrong = wrongAt(`applicants.0.${name}`)
  return (
    <label>
      <span>{title}</span>
      <input
        name={name}
        type={type}
        autocomplete={autocomplete}
        value={person.value[name]}
        aria-invalid={wrong !== undefined}
        onInput={({ currentTarget: { value } }) => {
          person.value = { ...person.value, [name]: value }
        }}
      />
      {wrong !== undefined && <em class="wrong">{wrong}</em>}
    </label>
  )
}

/** One line of the application, on the form and where it is asked for later. */
export function Line({ field: { name, kind, choices } }: { field: Field }) {
  const wrong = wrongAt(`items.${name}`)
  const value = values.value[name] ?? ''
  const listed = kind === 'flag' ? ['yes', 'no'] : choices
  return (
    <label for={name}>
      <span>{nameOf(name)}</span>
      {listed === undefined ? (
        <input
          id={name}
          name={name}
          type={kind === 'day' ? 'date' : 'text'}
          inputMode={kind === 'day' ? undefined : 'decimal'}
          value={value}
          aria-invalid={wrong !== undefined}
          onInput={({ currentTarget }) => set(name, currentTarget.value)}
        />
      ) : (
        <select
          id={name}
          name={name}
          value={value}
          onChange={({ currentTarget }) => set(name, currentTarget.value)}
        >
          <option value="">not known yet</option>
          {listed.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
      {wrong !== undefined && <em class="wrong">{wrong}</em>}
    </label>
  )
}
