/** What a method, a trace, a type, an entity tag or a number may be said to be. */
export const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'get',
  'X',
]
export const traces = [
  ...['', '00', '00-00000000000000000000000000000000-0000000000000000-00', 'x'.repeat(55)],
  ...[
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ],
  ...[
    '00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more',
  ],
]
export const types = [
  ...[
    '',
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'APPLICATION/JSON',
  ],
  ...[
    'application/vnd.api+json',
    'text/plain',
    'application/xml',
    'application/jsonx',
    'application/json,',
  ],
  ...[
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    ';',
    'application/+json',
  ],
]
export const tags = [
  '*',
  '"0"',
  '"1"',
  '"2"',
  'W/"1"',
  '1',
  '',
  '""',
  '"1", "2", "3"',
  '"1",,',
  '*, "1"',
  '"999999999999999999"',
  '"é"',
]
export const numbers = [
  '0',
  '1',
  '-1',
  '1.5',
  '1e3',
  'NaN',
  '',
  ' 1',
  '0x10',
  '9'.repeat(16),
  '9'.repeat(400),
  '١',
  'null',
]
