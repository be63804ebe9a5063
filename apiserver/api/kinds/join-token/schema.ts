import { Type } from 'typebox'
import { objectMetaSchema, typeMetaProperties } from '../../kind/object-meta.ts'
import { timestamp } from '../../schema/schema.ts'

/** Body and answer of `create edgedevices/token`. Never stored as an object. */
export const joinTokenSchema = Type.Object(
  {
    ...typeMetaProperties,
    metadata: objectMetaSchema,
    spec: Type.Object(
      {
        expirationSeconds: Type.Integer({
          format: 'int32',
          minimum: 60,
          maximum: 86_400,
          default: 600,
          description: 'Seconds for which the token is good: from 60 to 86400, 600 when absent.',
        }),
      },
      { default: {}, description: 'What is asked for.' },
    ),
    status: Type.Optional(
      Type.Object(
        {
          token: Type.String({ description: 'The token: good for one enrolment.' }),
          expirationTimestamp: timestamp('When the token expires.'),
          server: Type.String({ description: 'Where agents reach the server: HOST:PORT.' }),
          caHash: Type.String({
            description: "Hash of the server's CA, by which the agent knows the server: sha256:HEX.",
          }),
          command: Type.String({ description: 'The command line to run on the device.' }),
        },
        { description: 'What the server answers.' },
      ),
    ),
  },
  { description: 'JoinToken lets one agent enrol as the EdgeDevice that it was created on.' },
)
