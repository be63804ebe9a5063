import * as $protobuf from "protobufjs";

export namespace aranya {

    namespace agent {

        namespace v1 {

            interface IEnrollRequest extends aranya.agent.v1.EnrollRequest.$Properties {
            }

            class EnrollRequest {
                constructor(properties?: aranya.agent.v1.EnrollRequest.$Properties);
                $unknowns?: Uint8Array[];
                token: string;
                certificateRequest: string;
                static create(properties: aranya.agent.v1.EnrollRequest.$Shape): aranya.agent.v1.EnrollRequest & aranya.agent.v1.EnrollRequest.$Shape;
                static create(properties?: aranya.agent.v1.EnrollRequest.$Properties): aranya.agent.v1.EnrollRequest;
                static encode(message: aranya.agent.v1.EnrollRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.EnrollRequest & aranya.agent.v1.EnrollRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.EnrollRequest;
                static toObject(message: aranya.agent.v1.EnrollRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace EnrollRequest {
                interface $Properties {
                    token?: (string|null);
                    certificateRequest?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.EnrollRequest.$Properties;
            }

            interface IEnrollResponse extends aranya.agent.v1.EnrollResponse.$Properties {
            }

            class EnrollResponse {
                constructor(properties?: aranya.agent.v1.EnrollResponse.$Properties);
                $unknowns?: Uint8Array[];
                certificateChain: string;
                namespace: string;
                name: string;
                uid: string;
                static create(properties: aranya.agent.v1.EnrollResponse.$Shape): aranya.agent.v1.EnrollResponse & aranya.agent.v1.EnrollResponse.$Shape;
                static create(properties?: aranya.agent.v1.EnrollResponse.$Properties): aranya.agent.v1.EnrollResponse;
                static encode(message: aranya.agent.v1.EnrollResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.EnrollResponse & aranya.agent.v1.EnrollResponse.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.EnrollResponse;
                static toObject(message: aranya.agent.v1.EnrollResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace EnrollResponse {
                interface $Properties {
                    certificateChain?: (string|null);
                    namespace?: (string|null);
                    name?: (string|null);
                    uid?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.EnrollResponse.$Properties;
            }

            interface IRenewRequest extends aranya.agent.v1.RenewRequest.$Properties {
            }

            class RenewRequest {
                constructor(properties?: aranya.agent.v1.RenewRequest.$Properties);
                $unknowns?: Uint8Array[];
                certificateRequest: string;
                static create(properties: aranya.agent.v1.RenewRequest.$Shape): aranya.agent.v1.RenewRequest & aranya.agent.v1.RenewRequest.$Shape;
                static create(properties?: aranya.agent.v1.RenewRequest.$Properties): aranya.agent.v1.RenewRequest;
                static encode(message: aranya.agent.v1.RenewRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.RenewRequest & aranya.agent.v1.RenewRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.RenewRequest;
                static toObject(message: aranya.agent.v1.RenewRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace RenewRequest {
                interface $Properties {
                    certificateRequest?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.RenewRequest.$Properties;
            }

            interface IRenewResponse extends aranya.agent.v1.RenewResponse.$Properties {
            }

            class RenewResponse {
                constructor(properties?: aranya.agent.v1.RenewResponse.$Properties);
                $unknowns?: Uint8Array[];
                certificateChain: string;
                static create(properties: aranya.agent.v1.RenewResponse.$Shape): aranya.agent.v1.RenewResponse & aranya.agent.v1.RenewResponse.$Shape;
                static create(properties?: aranya.agent.v1.RenewResponse.$Properties): aranya.agent.v1.RenewResponse;
                static encode(message: aranya.agent.v1.RenewResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.RenewResponse & aranya.agent.v1.RenewResponse.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.RenewResponse;
                static toObject(message: aranya.agent.v1.RenewResponse, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace RenewResponse {
                interface $Properties {
                    certificateChain?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.RenewResponse.$Properties;
            }

            interface IFrame extends aranya.agent.v1.Frame.$Properties {
            }

            class Frame {
                constructor(properties?: aranya.agent.v1.Frame.$Properties);
                $unknowns?: Uint8Array[];
                sequence: number;
                acknowledged: number;
                hello?: (aranya.agent.v1.Hello.$Properties|null);
                welcome?: (aranya.agent.v1.Welcome.$Properties|null);
                settings?: (aranya.agent.v1.Settings.$Properties|null);
                goodbye?: (aranya.agent.v1.Goodbye.$Properties|null);
                ping?: (aranya.agent.v1.Ping.$Properties|null);
                pong?: (aranya.agent.v1.Pong.$Properties|null);
                ack?: (aranya.agent.v1.Ack.$Properties|null);
                open?: (aranya.agent.v1.Open.$Properties|null);
                openReply?: (aranya.agent.v1.OpenReply.$Properties|null);
                data?: (aranya.agent.v1.Data.$Properties|null);
                credit?: (aranya.agent.v1.Credit.$Properties|null);
                control?: (aranya.agent.v1.Control.$Properties|null);
                finish?: (aranya.agent.v1.Finish.$Properties|null);
                reset?: (aranya.agent.v1.Reset.$Properties|null);
                body?: ("hello"|"welcome"|"settings"|"goodbye"|"ping"|"pong"|"ack"|"open"|"openReply"|"data"|"credit"|"control"|"finish"|"reset");
                static create(properties: aranya.agent.v1.Frame.$Shape): aranya.agent.v1.Frame & aranya.agent.v1.Frame.$Shape;
                static create(properties?: aranya.agent.v1.Frame.$Properties): aranya.agent.v1.Frame;
                static encode(message: aranya.agent.v1.Frame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Frame & aranya.agent.v1.Frame.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Frame;
                static toObject(message: aranya.agent.v1.Frame, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Frame {
                interface $Properties {
                    sequence?: (number|null);
                    acknowledged?: (number|null);
                    hello?: (aranya.agent.v1.Hello.$Properties|null);
                    welcome?: (aranya.agent.v1.Welcome.$Properties|null);
                    settings?: (aranya.agent.v1.Settings.$Properties|null);
                    goodbye?: (aranya.agent.v1.Goodbye.$Properties|null);
                    ping?: (aranya.agent.v1.Ping.$Properties|null);
                    pong?: (aranya.agent.v1.Pong.$Properties|null);
                    ack?: (aranya.agent.v1.Ack.$Properties|null);
                    open?: (aranya.agent.v1.Open.$Properties|null);
                    openReply?: (aranya.agent.v1.OpenReply.$Properties|null);
                    data?: (aranya.agent.v1.Data.$Properties|null);
                    credit?: (aranya.agent.v1.Credit.$Properties|null);
                    control?: (aranya.agent.v1.Control.$Properties|null);
                    finish?: (aranya.agent.v1.Finish.$Properties|null);
                    reset?: (aranya.agent.v1.Reset.$Properties|null);
                    body?: ("hello"|"welcome"|"settings"|"goodbye"|"ping"|"pong"|"ack"|"open"|"openReply"|"data"|"credit"|"control"|"finish"|"reset");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  sequence?: number|null;
                  acknowledged?: number|null;
                  hello?: aranya.agent.v1.Hello.$Shape|null;
                  welcome?: aranya.agent.v1.Welcome.$Shape|null;
                  settings?: aranya.agent.v1.Settings.$Shape|null;
                  goodbye?: aranya.agent.v1.Goodbye.$Shape|null;
                  ping?: aranya.agent.v1.Ping.$Shape|null;
                  pong?: aranya.agent.v1.Pong.$Shape|null;
                  ack?: aranya.agent.v1.Ack.$Shape|null;
                  open?: aranya.agent.v1.Open.$Shape|null;
                  openReply?: aranya.agent.v1.OpenReply.$Shape|null;
                  data?: aranya.agent.v1.Data.$Shape|null;
                  credit?: aranya.agent.v1.Credit.$Shape|null;
                  control?: aranya.agent.v1.Control.$Shape|null;
                  finish?: aranya.agent.v1.Finish.$Shape|null;
                  reset?: aranya.agent.v1.Reset.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "hello"; hello: aranya.agent.v1.Hello.$Shape; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "welcome"; hello?: null; welcome: aranya.agent.v1.Welcome.$Shape; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "settings"; hello?: null; welcome?: null; settings: aranya.agent.v1.Settings.$Shape; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "goodbye"; hello?: null; welcome?: null; settings?: null; goodbye: aranya.agent.v1.Goodbye.$Shape; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "ping"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping: aranya.agent.v1.Ping.$Shape; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "pong"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong: aranya.agent.v1.Pong.$Shape; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "ack"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack: aranya.agent.v1.Ack.$Shape; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "open"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open: aranya.agent.v1.Open.$Shape; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "openReply"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply: aranya.agent.v1.OpenReply.$Shape; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "data"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data: aranya.agent.v1.Data.$Shape; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "credit"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit: aranya.agent.v1.Credit.$Shape; control?: null; finish?: null; reset?: null }|{ body?: "control"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control: aranya.agent.v1.Control.$Shape; finish?: null; reset?: null }|{ body?: "finish"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish: aranya.agent.v1.Finish.$Shape; reset?: null }|{ body?: "reset"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset: aranya.agent.v1.Reset.$Shape })
                );
            }

            interface IHello extends aranya.agent.v1.Hello.$Properties {
            }

            class Hello {
                constructor(properties?: aranya.agent.v1.Hello.$Properties);
                $unknowns?: Uint8Array[];
                protocol: number;
                epoch: string;
                instance: string;
                peerEpoch: string;
                received: number;
                info?: (aranya.agent.v1.DeviceInfo.$Properties|null);
                static create(properties: aranya.agent.v1.Hello.$Shape): aranya.agent.v1.Hello & aranya.agent.v1.Hello.$Shape;
                static create(properties?: aranya.agent.v1.Hello.$Properties): aranya.agent.v1.Hello;
                static encode(message: aranya.agent.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Hello & aranya.agent.v1.Hello.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Hello;
                static toObject(message: aranya.agent.v1.Hello, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Hello {
                interface $Properties {
                    protocol?: (number|null);
                    epoch?: (string|null);
                    instance?: (string|null);
                    peerEpoch?: (string|null);
                    received?: (number|null);
                    info?: (aranya.agent.v1.DeviceInfo.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Hello.$Properties;
            }

            interface IWelcome extends aranya.agent.v1.Welcome.$Properties {
            }

            class Welcome {
                constructor(properties?: aranya.agent.v1.Welcome.$Properties);
                $unknowns?: Uint8Array[];
                epoch: string;
                resumed: boolean;
                received: number;
                settings?: (aranya.agent.v1.Settings.$Properties|null);
                static create(properties: aranya.agent.v1.Welcome.$Shape): aranya.agent.v1.Welcome & aranya.agent.v1.Welcome.$Shape;
                static create(properties?: aranya.agent.v1.Welcome.$Properties): aranya.agent.v1.Welcome;
                static encode(message: aranya.agent.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Welcome & aranya.agent.v1.Welcome.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Welcome;
                static toObject(message: aranya.agent.v1.Welcome, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Welcome {
                interface $Properties {
                    epoch?: (string|null);
                    resumed?: (boolean|null);
                    received?: (number|null);
                    settings?: (aranya.agent.v1.Settings.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Welcome.$Properties;
            }

            interface ISettings extends aranya.agent.v1.Settings.$Properties {
            }

            class Settings {
                constructor(properties?: aranya.agent.v1.Settings.$Properties);
                $unknowns?: Uint8Array[];
                heartbeatMilliseconds: number;
                resumeMilliseconds: number;
                static create(properties: aranya.agent.v1.Settings.$Shape): aranya.agent.v1.Settings & aranya.agent.v1.Settings.$Shape;
                static create(properties?: aranya.agent.v1.Settings.$Properties): aranya.agent.v1.Settings;
                static encode(message: aranya.agent.v1.Settings.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Settings & aranya.agent.v1.Settings.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Settings;
                static toObject(message: aranya.agent.v1.Settings, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Settings {
                interface $Properties {
                    heartbeatMilliseconds?: (number|null);
                    resumeMilliseconds?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Settings.$Properties;
            }

            interface IGoodbye extends aranya.agent.v1.Goodbye.$Properties {
            }

            class Goodbye {
                constructor(properties?: aranya.agent.v1.Goodbye.$Properties);
                $unknowns?: Uint8Array[];
                code: aranya.agent.v1.Goodbye.Code;
                message: string;
                static create(properties: aranya.agent.v1.Goodbye.$Shape): aranya.agent.v1.Goodbye & aranya.agent.v1.Goodbye.$Shape;
                static create(properties?: aranya.agent.v1.Goodbye.$Properties): aranya.agent.v1.Goodbye;
                static encode(message: aranya.agent.v1.Goodbye.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Goodbye & aranya.agent.v1.Goodbye.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Goodbye;
                static toObject(message: aranya.agent.v1.Goodbye, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Goodbye {
                interface $Properties {
                    code?: (aranya.agent.v1.Goodbye.Code|null);
                    message?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Goodbye.$Properties;

                enum Code {
                    UNSPECIFIED = 0,
                    SHUTTING_DOWN = 1,
                    REPLACED = 2,
                    REVOKED = 3,
                    PROTOCOL_ERROR = 4,
                    DEAD = 5
                }
            }

            interface IPing extends aranya.agent.v1.Ping.$Properties {
            }

            class Ping {
                constructor(properties?: aranya.agent.v1.Ping.$Properties);
                $unknowns?: Uint8Array[];
                nonce: number;
                static create(properties: aranya.agent.v1.Ping.$Shape): aranya.agent.v1.Ping & aranya.agent.v1.Ping.$Shape;
                static create(properties?: aranya.agent.v1.Ping.$Properties): aranya.agent.v1.Ping;
                static encode(message: aranya.agent.v1.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Ping & aranya.agent.v1.Ping.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Ping;
                static toObject(message: aranya.agent.v1.Ping, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Ping {
                interface $Properties {
                    nonce?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Ping.$Properties;
            }

            interface IPong extends aranya.agent.v1.Pong.$Properties {
            }

            class Pong {
                constructor(properties?: aranya.agent.v1.Pong.$Properties);
                $unknowns?: Uint8Array[];
                nonce: number;
                static create(properties: aranya.agent.v1.Pong.$Shape): aranya.agent.v1.Pong & aranya.agent.v1.Pong.$Shape;
                static create(properties?: aranya.agent.v1.Pong.$Properties): aranya.agent.v1.Pong;
                static encode(message: aranya.agent.v1.Pong.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Pong & aranya.agent.v1.Pong.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Pong;
                static toObject(message: aranya.agent.v1.Pong, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Pong {
                interface $Properties {
                    nonce?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Pong.$Properties;
            }

            interface IAck extends aranya.agent.v1.Ack.$Properties {
            }

            class Ack {
                constructor(properties?: aranya.agent.v1.Ack.$Properties);
                $unknowns?: Uint8Array[];
                static create(properties: aranya.agent.v1.Ack.$Shape): aranya.agent.v1.Ack & aranya.agent.v1.Ack.$Shape;
                static create(properties?: aranya.agent.v1.Ack.$Properties): aranya.agent.v1.Ack;
                static encode(message: aranya.agent.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Ack & aranya.agent.v1.Ack.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Ack;
                static toObject(message: aranya.agent.v1.Ack, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Ack {
                interface $Properties {
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Ack.$Properties;
            }

            interface IOpen extends aranya.agent.v1.Open.$Properties {
            }

            class Open {
                constructor(properties?: aranya.agent.v1.Open.$Properties);
                $unknowns?: Uint8Array[];
                channel: number;
                window: number;
                request: Uint8Array;
                static create(properties: aranya.agent.v1.Open.$Shape): aranya.agent.v1.Open & aranya.agent.v1.Open.$Shape;
                static create(properties?: aranya.agent.v1.Open.$Properties): aranya.agent.v1.Open;
                static encode(message: aranya.agent.v1.Open.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Open & aranya.agent.v1.Open.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Open;
                static toObject(message: aranya.agent.v1.Open, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Open {
                interface $Properties {
                    channel?: (number|null);
                    window?: (number|null);
                    request?: (Uint8Array|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Open.$Properties;
            }

            interface IOpenReply extends aranya.agent.v1.OpenReply.$Properties {
            }

            class OpenReply {
                constructor(properties?: aranya.agent.v1.OpenReply.$Properties);
                $unknowns?: Uint8Array[];
                channel: number;
                refusal?: (aranya.agent.v1.Refusal.$Properties|null);
                window: number;
                static create(properties: aranya.agent.v1.OpenReply.$Shape): aranya.agent.v1.OpenReply & aranya.agent.v1.OpenReply.$Shape;
                static create(properties?: aranya.agent.v1.OpenReply.$Properties): aranya.agent.v1.OpenReply;
                static encode(message: aranya.agent.v1.OpenReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.OpenReply & aranya.agent.v1.OpenReply.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.OpenReply;
                static toObject(message: aranya.agent.v1.OpenReply, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace OpenReply {
                interface $Properties {
                    channel?: (number|null);
                    refusal?: (aranya.agent.v1.Refusal.$Properties|null);
                    window?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.OpenReply.$Properties;
            }

            interface IData extends aranya.agent.v1.Data.$Properties {
            }

            class Data {
                constructor(properties?: aranya.agent.v1.Data.$Properties);
                $unknowns?: Uint8Array[];
                channel: number;
                stream: number;
                payload: Uint8Array;
                end: boolean;
                static create(properties: aranya.agent.v1.Data.$Shape): aranya.agent.v1.Data & aranya.agent.v1.Data.$Shape;
                static create(properties?: aranya.agent.v1.Data.$Properties): aranya.agent.v1.Data;
                static encode(message: aranya.agent.v1.Data.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Data & aranya.agent.v1.Data.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Data;
                static toObject(message: aranya.agent.v1.Data, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Data {
                interface $Properties {
                    channel?: (number|null);
                    stream?: (number|null);
                    payload?: (Uint8Array|null);
                    end?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Data.$Properties;
            }

            interface ICredit extends aranya.agent.v1.Credit.$Properties {
            }

            class Credit {
                constructor(properties?: aranya.agent.v1.Credit.$Properties);
                $unknowns?: Uint8Array[];
                channel: number;
                limit: number;
                static create(properties: aranya.agent.v1.Credit.$Shape): aranya.agent.v1.Credit & aranya.agent.v1.Credit.$Shape;
                static create(properties?: aranya.agent.v1.Credit.$Properties): aranya.agent.v1.Credit;
                static encode(message: aranya.agent.v1.Credit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Credit & aranya.agent.v1.Credit.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Credit;
                static toObject(message: aranya.agent.v1.Credit, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Credit {
                interface $Properties {
                    channel?: (number|null);
                    limit?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Credit.$Properties;
            }

            interface IControl extends aranya.agent.v1.Control.$Properties {
            }

            class Control {
                constructor(properties?: aranya.agent.v1.Control.$Properties);
                $unknowns?: Uint8Array[];
                channel: number;
                message: Uint8Array;
                static create(properties: aranya.agent.v1.Control.$Shape): aranya.agent.v1.Control & aranya.agent.v1.Control.$Shape;
                static create(properties?: aranya.agent.v1.Control.$Properties): aranya.agent.v1.Control;
                static encode(message: aranya.agent.v1.Control.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Control & aranya.agent.v1.Control.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Control;
                static toObject(message: aranya.agent.v1.Control, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Control {
                interface $Properties {
                    channel?: (number|null);
                    message?: (Uint8Array|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Control.$Properties;
            }

            interface IFinish extends aranya.agent.v1.Finish.$Properties {
            }

            class Finish {
                constructor(properties?: aranya.agent.v1.Finish.$Properties);
                $unknowns?: Uint8Array[];
                channel: number;
                result: Uint8Array;
                static create(properties: aranya.agent.v1.Finish.$Shape): aranya.agent.v1.Finish & aranya.agent.v1.Finish.$Shape;
                static create(properties?: aranya.agent.v1.Finish.$Properties): aranya.agent.v1.Finish;
                static encode(message: aranya.agent.v1.Finish.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Finish & aranya.agent.v1.Finish.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Finish;
                static toObject(message: aranya.agent.v1.Finish, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Finish {
                interface $Properties {
                    channel?: (number|null);
                    result?: (Uint8Array|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Finish.$Properties;
            }

            interface IReset extends aranya.agent.v1.Reset.$Properties {
            }

            class Reset {
                constructor(properties?: aranya.agent.v1.Reset.$Properties);
                $unknowns?: Uint8Array[];
                channel: number;
                reason?: (aranya.agent.v1.Refusal.$Properties|null);
                static create(properties: aranya.agent.v1.Reset.$Shape): aranya.agent.v1.Reset & aranya.agent.v1.Reset.$Shape;
                static create(properties?: aranya.agent.v1.Reset.$Properties): aranya.agent.v1.Reset;
                static encode(message: aranya.agent.v1.Reset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Reset & aranya.agent.v1.Reset.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Reset;
                static toObject(message: aranya.agent.v1.Reset, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Reset {
                interface $Properties {
                    channel?: (number|null);
                    reason?: (aranya.agent.v1.Refusal.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Reset.$Properties;
            }

            interface IRefusal extends aranya.agent.v1.Refusal.$Properties {
            }

            class Refusal {
                constructor(properties?: aranya.agent.v1.Refusal.$Properties);
                $unknowns?: Uint8Array[];
                code: aranya.agent.v1.Refusal.Code;
                message: string;
                static create(properties: aranya.agent.v1.Refusal.$Shape): aranya.agent.v1.Refusal & aranya.agent.v1.Refusal.$Shape;
                static create(properties?: aranya.agent.v1.Refusal.$Properties): aranya.agent.v1.Refusal;
                static encode(message: aranya.agent.v1.Refusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Refusal & aranya.agent.v1.Refusal.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Refusal;
                static toObject(message: aranya.agent.v1.Refusal, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Refusal {
                interface $Properties {
                    code?: (aranya.agent.v1.Refusal.Code|null);
                    message?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Refusal.$Properties;

                enum Code {
                    UNSPECIFIED = 0,
                    FORBIDDEN = 1,
                    NOT_FOUND = 2,
                    INVALID = 3,
                    UNSUPPORTED = 4,
                    TOO_MANY = 5,
                    UNAVAILABLE = 6,
                    TIMEOUT = 7,
                    CANCELLED = 8,
                    INTERNAL = 9
                }
            }

            interface IDeviceInfo extends aranya.agent.v1.DeviceInfo.$Properties {
            }

            class DeviceInfo {
                constructor(properties?: aranya.agent.v1.DeviceInfo.$Properties);
                $unknowns?: Uint8Array[];
                agentVersion: string;
                operatingSystem: string;
                architecture: string;
                osImage: string;
                kernelVersion: string;
                machineId: string;
                systemUuid: string;
                bootId: string;
                hostname: string;
                capacity: { [k: string]: string };
                features: string[];
                runtimeVersion: string;
                static create(properties: aranya.agent.v1.DeviceInfo.$Shape): aranya.agent.v1.DeviceInfo & aranya.agent.v1.DeviceInfo.$Shape;
                static create(properties?: aranya.agent.v1.DeviceInfo.$Properties): aranya.agent.v1.DeviceInfo;
                static encode(message: aranya.agent.v1.DeviceInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.DeviceInfo & aranya.agent.v1.DeviceInfo.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.DeviceInfo;
                static toObject(message: aranya.agent.v1.DeviceInfo, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace DeviceInfo {
                interface $Properties {
                    agentVersion?: (string|null);
                    operatingSystem?: (string|null);
                    architecture?: (string|null);
                    osImage?: (string|null);
                    kernelVersion?: (string|null);
                    machineId?: (string|null);
                    systemUuid?: (string|null);
                    bootId?: (string|null);
                    hostname?: (string|null);
                    capacity?: ({ [k: string]: string }|null);
                    features?: (string[]|null);
                    runtimeVersion?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.DeviceInfo.$Properties;
            }

            interface ISessionRequest extends aranya.agent.v1.SessionRequest.$Properties {
            }

            class SessionRequest {
                constructor(properties?: aranya.agent.v1.SessionRequest.$Properties);
                $unknowns?: Uint8Array[];
                user: string;
                auditId: string;
                profile?: (aranya.agent.v1.Profile.$Properties|null);
                exec?: (aranya.agent.v1.ExecRequest.$Properties|null);
                attach?: (aranya.agent.v1.AttachRequest.$Properties|null);
                log?: (aranya.agent.v1.LogRequest.$Properties|null);
                portForward?: (aranya.agent.v1.PortForwardRequest.$Properties|null);
                hostShell?: (aranya.agent.v1.HostShellRequest.$Properties|null);
                connect?: (aranya.agent.v1.ConnectRequest.$Properties|null);
                target?: ("exec"|"attach"|"log"|"portForward"|"hostShell"|"connect");
                static create(properties: aranya.agent.v1.SessionRequest.$Shape): aranya.agent.v1.SessionRequest & aranya.agent.v1.SessionRequest.$Shape;
                static create(properties?: aranya.agent.v1.SessionRequest.$Properties): aranya.agent.v1.SessionRequest;
                static encode(message: aranya.agent.v1.SessionRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.SessionRequest & aranya.agent.v1.SessionRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.SessionRequest;
                static toObject(message: aranya.agent.v1.SessionRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace SessionRequest {
                interface $Properties {
                    user?: (string|null);
                    auditId?: (string|null);
                    profile?: (aranya.agent.v1.Profile.$Properties|null);
                    exec?: (aranya.agent.v1.ExecRequest.$Properties|null);
                    attach?: (aranya.agent.v1.AttachRequest.$Properties|null);
                    log?: (aranya.agent.v1.LogRequest.$Properties|null);
                    portForward?: (aranya.agent.v1.PortForwardRequest.$Properties|null);
                    hostShell?: (aranya.agent.v1.HostShellRequest.$Properties|null);
                    connect?: (aranya.agent.v1.ConnectRequest.$Properties|null);
                    target?: ("exec"|"attach"|"log"|"portForward"|"hostShell"|"connect");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  user?: string|null;
                  auditId?: string|null;
                  profile?: aranya.agent.v1.Profile.$Shape|null;
                  exec?: aranya.agent.v1.ExecRequest.$Shape|null;
                  attach?: aranya.agent.v1.AttachRequest.$Shape|null;
                  log?: aranya.agent.v1.LogRequest.$Shape|null;
                  portForward?: aranya.agent.v1.PortForwardRequest.$Shape|null;
                  hostShell?: aranya.agent.v1.HostShellRequest.$Shape|null;
                  connect?: aranya.agent.v1.ConnectRequest.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ target?: undefined; exec?: null; attach?: null; log?: null; portForward?: null; hostShell?: null; connect?: null }|{ target?: "exec"; exec: aranya.agent.v1.ExecRequest.$Shape; attach?: null; log?: null; portForward?: null; hostShell?: null; connect?: null }|{ target?: "attach"; exec?: null; attach: aranya.agent.v1.AttachRequest.$Shape; log?: null; portForward?: null; hostShell?: null; connect?: null }|{ target?: "log"; exec?: null; attach?: null; log: aranya.agent.v1.LogRequest.$Shape; portForward?: null; hostShell?: null; connect?: null }|{ target?: "portForward"; exec?: null; attach?: null; log?: null; portForward: aranya.agent.v1.PortForwardRequest.$Shape; hostShell?: null; connect?: null }|{ target?: "hostShell"; exec?: null; attach?: null; log?: null; portForward?: null; hostShell: aranya.agent.v1.HostShellRequest.$Shape; connect?: null }|{ target?: "connect"; exec?: null; attach?: null; log?: null; portForward?: null; hostShell?: null; connect: aranya.agent.v1.ConnectRequest.$Shape })
                );
            }

            interface IProfile extends aranya.agent.v1.Profile.$Properties {
            }

            class Profile {
                constructor(properties?: aranya.agent.v1.Profile.$Properties);
                $unknowns?: Uint8Array[];
                virtualPod: string;
                container: string;
                command: string[];
                user: string;
                workingDir: string;
                env: aranya.agent.v1.EnvVar.$Properties[];
                allowedCommands?: (aranya.agent.v1.StringList.$Properties|null);
                allowedPorts?: (aranya.agent.v1.PortList.$Properties|null);
                static create(properties: aranya.agent.v1.Profile.$Shape): aranya.agent.v1.Profile & aranya.agent.v1.Profile.$Shape;
                static create(properties?: aranya.agent.v1.Profile.$Properties): aranya.agent.v1.Profile;
                static encode(message: aranya.agent.v1.Profile.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Profile & aranya.agent.v1.Profile.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Profile;
                static toObject(message: aranya.agent.v1.Profile, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Profile {
                interface $Properties {
                    virtualPod?: (string|null);
                    container?: (string|null);
                    command?: (string[]|null);
                    user?: (string|null);
                    workingDir?: (string|null);
                    env?: (aranya.agent.v1.EnvVar.$Properties[]|null);
                    allowedCommands?: (aranya.agent.v1.StringList.$Properties|null);
                    allowedPorts?: (aranya.agent.v1.PortList.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Profile.$Properties;
            }

            interface IEnvVar extends aranya.agent.v1.EnvVar.$Properties {
            }

            class EnvVar {
                constructor(properties?: aranya.agent.v1.EnvVar.$Properties);
                $unknowns?: Uint8Array[];
                name: string;
                value: string;
                static create(properties: aranya.agent.v1.EnvVar.$Shape): aranya.agent.v1.EnvVar & aranya.agent.v1.EnvVar.$Shape;
                static create(properties?: aranya.agent.v1.EnvVar.$Properties): aranya.agent.v1.EnvVar;
                static encode(message: aranya.agent.v1.EnvVar.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.EnvVar & aranya.agent.v1.EnvVar.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.EnvVar;
                static toObject(message: aranya.agent.v1.EnvVar, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace EnvVar {
                interface $Properties {
                    name?: (string|null);
                    value?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.EnvVar.$Properties;
            }

            interface IStringList extends aranya.agent.v1.StringList.$Properties {
            }

            class StringList {
                constructor(properties?: aranya.agent.v1.StringList.$Properties);
                $unknowns?: Uint8Array[];
                items: string[];
                static create(properties: aranya.agent.v1.StringList.$Shape): aranya.agent.v1.StringList & aranya.agent.v1.StringList.$Shape;
                static create(properties?: aranya.agent.v1.StringList.$Properties): aranya.agent.v1.StringList;
                static encode(message: aranya.agent.v1.StringList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.StringList & aranya.agent.v1.StringList.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.StringList;
                static toObject(message: aranya.agent.v1.StringList, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace StringList {
                interface $Properties {
                    items?: (string[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.StringList.$Properties;
            }

            interface IPortList extends aranya.agent.v1.PortList.$Properties {
            }

            class PortList {
                constructor(properties?: aranya.agent.v1.PortList.$Properties);
                $unknowns?: Uint8Array[];
                items: number[];
                static create(properties: aranya.agent.v1.PortList.$Shape): aranya.agent.v1.PortList & aranya.agent.v1.PortList.$Shape;
                static create(properties?: aranya.agent.v1.PortList.$Properties): aranya.agent.v1.PortList;
                static encode(message: aranya.agent.v1.PortList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.PortList & aranya.agent.v1.PortList.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.PortList;
                static toObject(message: aranya.agent.v1.PortList, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace PortList {
                interface $Properties {
                    items?: (number[]|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.PortList.$Properties;
            }

            interface IExecRequest extends aranya.agent.v1.ExecRequest.$Properties {
            }

            class ExecRequest {
                constructor(properties?: aranya.agent.v1.ExecRequest.$Properties);
                $unknowns?: Uint8Array[];
                command: string[];
                stdin: boolean;
                stdout: boolean;
                stderr: boolean;
                tty: boolean;
                static create(properties: aranya.agent.v1.ExecRequest.$Shape): aranya.agent.v1.ExecRequest & aranya.agent.v1.ExecRequest.$Shape;
                static create(properties?: aranya.agent.v1.ExecRequest.$Properties): aranya.agent.v1.ExecRequest;
                static encode(message: aranya.agent.v1.ExecRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.ExecRequest & aranya.agent.v1.ExecRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.ExecRequest;
                static toObject(message: aranya.agent.v1.ExecRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace ExecRequest {
                interface $Properties {
                    command?: (string[]|null);
                    stdin?: (boolean|null);
                    stdout?: (boolean|null);
                    stderr?: (boolean|null);
                    tty?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.ExecRequest.$Properties;
            }

            interface IAttachRequest extends aranya.agent.v1.AttachRequest.$Properties {
            }

            class AttachRequest {
                constructor(properties?: aranya.agent.v1.AttachRequest.$Properties);
                $unknowns?: Uint8Array[];
                stdin: boolean;
                stdout: boolean;
                stderr: boolean;
                tty: boolean;
                static create(properties: aranya.agent.v1.AttachRequest.$Shape): aranya.agent.v1.AttachRequest & aranya.agent.v1.AttachRequest.$Shape;
                static create(properties?: aranya.agent.v1.AttachRequest.$Properties): aranya.agent.v1.AttachRequest;
                static encode(message: aranya.agent.v1.AttachRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.AttachRequest & aranya.agent.v1.AttachRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.AttachRequest;
                static toObject(message: aranya.agent.v1.AttachRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace AttachRequest {
                interface $Properties {
                    stdin?: (boolean|null);
                    stdout?: (boolean|null);
                    stderr?: (boolean|null);
                    tty?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.AttachRequest.$Properties;
            }

            interface IHostShellRequest extends aranya.agent.v1.HostShellRequest.$Properties {
            }

            class HostShellRequest {
                constructor(properties?: aranya.agent.v1.HostShellRequest.$Properties);
                $unknowns?: Uint8Array[];
                tty: boolean;
                static create(properties: aranya.agent.v1.HostShellRequest.$Shape): aranya.agent.v1.HostShellRequest & aranya.agent.v1.HostShellRequest.$Shape;
                static create(properties?: aranya.agent.v1.HostShellRequest.$Properties): aranya.agent.v1.HostShellRequest;
                static encode(message: aranya.agent.v1.HostShellRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.HostShellRequest & aranya.agent.v1.HostShellRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.HostShellRequest;
                static toObject(message: aranya.agent.v1.HostShellRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace HostShellRequest {
                interface $Properties {
                    tty?: (boolean|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.HostShellRequest.$Properties;
            }

            interface ILogRequest extends aranya.agent.v1.LogRequest.$Properties {
            }

            class LogRequest {
                constructor(properties?: aranya.agent.v1.LogRequest.$Properties);
                $unknowns?: Uint8Array[];
                source?: (aranya.agent.v1.LogSource.$Properties|null);
                follow: boolean;
                previous: boolean;
                timestamps: boolean;
                tailLines?: (number|null);
                sinceTimeMilliseconds?: (number|null);
                limitBytes?: (number|null);
                sinceSeconds?: (number|null);
                static create(properties: aranya.agent.v1.LogRequest.$Shape): aranya.agent.v1.LogRequest & aranya.agent.v1.LogRequest.$Shape;
                static create(properties?: aranya.agent.v1.LogRequest.$Properties): aranya.agent.v1.LogRequest;
                static encode(message: aranya.agent.v1.LogRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.LogRequest & aranya.agent.v1.LogRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.LogRequest;
                static toObject(message: aranya.agent.v1.LogRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace LogRequest {
                interface $Properties {
                    source?: (aranya.agent.v1.LogSource.$Properties|null);
                    follow?: (boolean|null);
                    previous?: (boolean|null);
                    timestamps?: (boolean|null);
                    tailLines?: (number|null);
                    sinceTimeMilliseconds?: (number|null);
                    limitBytes?: (number|null);
                    sinceSeconds?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  source?: aranya.agent.v1.LogSource.$Shape|null;
                  follow?: boolean|null;
                  previous?: boolean|null;
                  timestamps?: boolean|null;
                  tailLines?: number|null;
                  sinceTimeMilliseconds?: number|null;
                  limitBytes?: number|null;
                  sinceSeconds?: number|null;
                  $unknowns?: Uint8Array[];
                };
            }

            interface ILogSource extends aranya.agent.v1.LogSource.$Properties {
            }

            class LogSource {
                constructor(properties?: aranya.agent.v1.LogSource.$Properties);
                $unknowns?: Uint8Array[];
                path?: (string|null);
                journalUnit?: (string|null);
                source?: ("path"|"journalUnit");
                static create(properties: aranya.agent.v1.LogSource.$Shape): aranya.agent.v1.LogSource & aranya.agent.v1.LogSource.$Shape;
                static create(properties?: aranya.agent.v1.LogSource.$Properties): aranya.agent.v1.LogSource;
                static encode(message: aranya.agent.v1.LogSource.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.LogSource & aranya.agent.v1.LogSource.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.LogSource;
                static toObject(message: aranya.agent.v1.LogSource, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace LogSource {
                interface $Properties {
                    path?: (string|null);
                    journalUnit?: (string|null);
                    source?: ("path"|"journalUnit");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  path?: string|null;
                  journalUnit?: string|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ source?: undefined; path?: null; journalUnit?: null }|{ source?: "path"; path: string; journalUnit?: null }|{ source?: "journalUnit"; path?: null; journalUnit: string })
                );
            }

            interface IPortForwardRequest extends aranya.agent.v1.PortForwardRequest.$Properties {
            }

            class PortForwardRequest {
                constructor(properties?: aranya.agent.v1.PortForwardRequest.$Properties);
                $unknowns?: Uint8Array[];
                ports: number[];
                host: string;
                static create(properties: aranya.agent.v1.PortForwardRequest.$Shape): aranya.agent.v1.PortForwardRequest & aranya.agent.v1.PortForwardRequest.$Shape;
                static create(properties?: aranya.agent.v1.PortForwardRequest.$Properties): aranya.agent.v1.PortForwardRequest;
                static encode(message: aranya.agent.v1.PortForwardRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.PortForwardRequest & aranya.agent.v1.PortForwardRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.PortForwardRequest;
                static toObject(message: aranya.agent.v1.PortForwardRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace PortForwardRequest {
                interface $Properties {
                    ports?: (number[]|null);
                    host?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.PortForwardRequest.$Properties;
            }

            interface IConnectRequest extends aranya.agent.v1.ConnectRequest.$Properties {
            }

            class ConnectRequest {
                constructor(properties?: aranya.agent.v1.ConnectRequest.$Properties);
                $unknowns?: Uint8Array[];
                port: number;
                host: string;
                static create(properties: aranya.agent.v1.ConnectRequest.$Shape): aranya.agent.v1.ConnectRequest & aranya.agent.v1.ConnectRequest.$Shape;
                static create(properties?: aranya.agent.v1.ConnectRequest.$Properties): aranya.agent.v1.ConnectRequest;
                static encode(message: aranya.agent.v1.ConnectRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.ConnectRequest & aranya.agent.v1.ConnectRequest.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.ConnectRequest;
                static toObject(message: aranya.agent.v1.ConnectRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace ConnectRequest {
                interface $Properties {
                    port?: (number|null);
                    host?: (string|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.ConnectRequest.$Properties;
            }

            interface IControlMessage extends aranya.agent.v1.ControlMessage.$Properties {
            }

            class ControlMessage {
                constructor(properties?: aranya.agent.v1.ControlMessage.$Properties);
                $unknowns?: Uint8Array[];
                start?: (aranya.agent.v1.Start.$Properties|null);
                resize?: (aranya.agent.v1.Resize.$Properties|null);
                kind?: ("start"|"resize");
                static create(properties: aranya.agent.v1.ControlMessage.$Shape): aranya.agent.v1.ControlMessage & aranya.agent.v1.ControlMessage.$Shape;
                static create(properties?: aranya.agent.v1.ControlMessage.$Properties): aranya.agent.v1.ControlMessage;
                static encode(message: aranya.agent.v1.ControlMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.ControlMessage & aranya.agent.v1.ControlMessage.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.ControlMessage;
                static toObject(message: aranya.agent.v1.ControlMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace ControlMessage {
                interface $Properties {
                    start?: (aranya.agent.v1.Start.$Properties|null);
                    resize?: (aranya.agent.v1.Resize.$Properties|null);
                    kind?: ("start"|"resize");
                    $unknowns?: Uint8Array[];
                }
                type $Shape = {
                  start?: aranya.agent.v1.Start.$Shape|null;
                  resize?: aranya.agent.v1.Resize.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; start?: null; resize?: null }|{ kind?: "start"; start: aranya.agent.v1.Start.$Shape; resize?: null }|{ kind?: "resize"; start?: null; resize: aranya.agent.v1.Resize.$Shape })
                );
            }

            interface IStart extends aranya.agent.v1.Start.$Properties {
            }

            class Start {
                constructor(properties?: aranya.agent.v1.Start.$Properties);
                $unknowns?: Uint8Array[];
                static create(properties: aranya.agent.v1.Start.$Shape): aranya.agent.v1.Start & aranya.agent.v1.Start.$Shape;
                static create(properties?: aranya.agent.v1.Start.$Properties): aranya.agent.v1.Start;
                static encode(message: aranya.agent.v1.Start.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Start & aranya.agent.v1.Start.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Start;
                static toObject(message: aranya.agent.v1.Start, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Start {
                interface $Properties {
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Start.$Properties;
            }

            interface IResize extends aranya.agent.v1.Resize.$Properties {
            }

            class Resize {
                constructor(properties?: aranya.agent.v1.Resize.$Properties);
                $unknowns?: Uint8Array[];
                columns: number;
                rows: number;
                static create(properties: aranya.agent.v1.Resize.$Shape): aranya.agent.v1.Resize & aranya.agent.v1.Resize.$Shape;
                static create(properties?: aranya.agent.v1.Resize.$Properties): aranya.agent.v1.Resize;
                static encode(message: aranya.agent.v1.Resize.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.Resize & aranya.agent.v1.Resize.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.Resize;
                static toObject(message: aranya.agent.v1.Resize, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace Resize {
                interface $Properties {
                    columns?: (number|null);
                    rows?: (number|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.Resize.$Properties;
            }

            interface ISessionResult extends aranya.agent.v1.SessionResult.$Properties {
            }

            class SessionResult {
                constructor(properties?: aranya.agent.v1.SessionResult.$Properties);
                $unknowns?: Uint8Array[];
                exitCode: number;
                signal: string;
                failure?: (aranya.agent.v1.Refusal.$Properties|null);
                static create(properties: aranya.agent.v1.SessionResult.$Shape): aranya.agent.v1.SessionResult & aranya.agent.v1.SessionResult.$Shape;
                static create(properties?: aranya.agent.v1.SessionResult.$Properties): aranya.agent.v1.SessionResult;
                static encode(message: aranya.agent.v1.SessionResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): aranya.agent.v1.SessionResult & aranya.agent.v1.SessionResult.$Shape;
                static fromObject(object: { [k: string]: any }): aranya.agent.v1.SessionResult;
                static toObject(message: aranya.agent.v1.SessionResult, options?: $protobuf.IConversionOptions): { [k: string]: any };
                toJSON(): { [k: string]: any };
                static getTypeUrl(prefix?: string): string;
            }

            namespace SessionResult {
                interface $Properties {
                    exitCode?: (number|null);
                    signal?: (string|null);
                    failure?: (aranya.agent.v1.Refusal.$Properties|null);
                    $unknowns?: Uint8Array[];
                }
                type $Shape = aranya.agent.v1.SessionResult.$Properties;
            }
        }
    }
}
