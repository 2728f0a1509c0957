import { Alert, Frame } from '../parts/frame.tsx'
import { Form } from './form.tsx'
import { Status } from './status.tsx'
import { shown, trouble } from './view.ts'

/** The applicant's page: the form, and then what becomes of it. */
export const Apply = () => (
  <Frame here="Apply">
    <h1>{shown.value === '' ? 'Apply for a loan' : 'Your application'}</h1>
    <p class="lead">
      {shown.value === ''
        ? 'Fill in what you know; what is missing is asked for. Nobody real belongs here: numbers begin with 9 and have 00 in the middle.'
        : `${shown.value}. This page follows it by itself.`}
    </p>
    <Alert>{trouble.value?.sentence ?? ''}</Alert>
    {shown.value === '' ? <Form /> : <Status />}
  </Frame>
)
