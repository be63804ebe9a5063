/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Number = $util.global.Number, $Boolean = $util.global.Boolean, $Array = $util.global.Array, $isFinite = $util.global.isFinite;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const aranya = $root.aranya = (() => {

    /**
     * Namespace aranya.
     * @exports aranya
     * @namespace
     */
    const aranya = {};

    aranya.agent = (function() {

        /**
         * Namespace agent.
         * @memberof aranya
         * @namespace
         */
        const agent = {};

        agent.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof aranya.agent
             * @namespace
             */
            const v1 = {};

            v1.EnrollRequest = (function() {

                /**
                 * Properties of an EnrollRequest.
                 * @typedef {Object} aranya.agent.v1.EnrollRequest.$Properties
                 * @property {string|null} [token] EnrollRequest token
                 * @property {string|null} [certificateRequest] EnrollRequest certificateRequest
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EnrollRequest.
                 * @memberof aranya.agent.v1
                 * @interface IEnrollRequest
                 * @augments aranya.agent.v1.EnrollRequest.$Properties
                 * @deprecated Use aranya.agent.v1.EnrollRequest.$Properties instead.
                 */

                /**
                 * Shape of an EnrollRequest.
                 * @typedef {aranya.agent.v1.EnrollRequest.$Properties} aranya.agent.v1.EnrollRequest.$Shape
                 */

                /**
                 * Constructs a new EnrollRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an EnrollRequest.
                 * @constructor
                 * @param {aranya.agent.v1.EnrollRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EnrollRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EnrollRequest token.
                 * @member {string} token
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @instance
                 */
                EnrollRequest.prototype.token = "";

                /**
                 * EnrollRequest certificateRequest.
                 * @member {string} certificateRequest
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @instance
                 */
                EnrollRequest.prototype.certificateRequest = "";

                /**
                 * Creates a new EnrollRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @static
                 * @param {aranya.agent.v1.EnrollRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.EnrollRequest} EnrollRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.EnrollRequest.$Shape): aranya.agent.v1.EnrollRequest & aranya.agent.v1.EnrollRequest.$Shape;
                 *   (properties?: aranya.agent.v1.EnrollRequest.$Properties): aranya.agent.v1.EnrollRequest;
                 * }}
                 */
                EnrollRequest.create = function(properties) {
                    return new EnrollRequest(properties);
                };

                /**
                 * Encodes the specified EnrollRequest message. Does not implicitly {@link aranya.agent.v1.EnrollRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @static
                 * @param {aranya.agent.v1.EnrollRequest.$Properties} message EnrollRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EnrollRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.token);
                    if (message.certificateRequest != null && $Object.hasOwnProperty.call(message, "certificateRequest") && message.certificateRequest !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.certificateRequest);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EnrollRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.EnrollRequest & aranya.agent.v1.EnrollRequest.$Shape} EnrollRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EnrollRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.EnrollRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.token = value;
                                else
                                    delete message.token;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.certificateRequest = value;
                                else
                                    delete message.certificateRequest;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an EnrollRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.EnrollRequest} EnrollRequest
                 */
                EnrollRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.EnrollRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.EnrollRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.EnrollRequest();
                    if (object.token != null)
                        if (typeof object.token !== "string" || object.token.length)
                            message.token = $String(object.token);
                    if (object.certificateRequest != null)
                        if (typeof object.certificateRequest !== "string" || object.certificateRequest.length)
                            message.certificateRequest = $String(object.certificateRequest);
                    return message;
                };

                /**
                 * Creates a plain object from an EnrollRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @static
                 * @param {aranya.agent.v1.EnrollRequest} message EnrollRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                EnrollRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.token = "";
                        object.certificateRequest = "";
                    }
                    if (message.token != null && $Object.hasOwnProperty.call(message, "token"))
                        object.token = message.token;
                    if (message.certificateRequest != null && $Object.hasOwnProperty.call(message, "certificateRequest"))
                        object.certificateRequest = message.certificateRequest;
                    return object;
                };

                /**
                 * Converts this EnrollRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                EnrollRequest.prototype.toJSON = function() {
                    return EnrollRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for EnrollRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.EnrollRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                EnrollRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.EnrollRequest";
                };

                return EnrollRequest;
            })();

            v1.EnrollResponse = (function() {

                /**
                 * Properties of an EnrollResponse.
                 * @typedef {Object} aranya.agent.v1.EnrollResponse.$Properties
                 * @property {string|null} [certificateChain] EnrollResponse certificateChain
                 * @property {string|null} [namespace] EnrollResponse namespace
                 * @property {string|null} [name] EnrollResponse name
                 * @property {string|null} [uid] EnrollResponse uid
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EnrollResponse.
                 * @memberof aranya.agent.v1
                 * @interface IEnrollResponse
                 * @augments aranya.agent.v1.EnrollResponse.$Properties
                 * @deprecated Use aranya.agent.v1.EnrollResponse.$Properties instead.
                 */

                /**
                 * Shape of an EnrollResponse.
                 * @typedef {aranya.agent.v1.EnrollResponse.$Properties} aranya.agent.v1.EnrollResponse.$Shape
                 */

                /**
                 * Constructs a new EnrollResponse.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an EnrollResponse.
                 * @constructor
                 * @param {aranya.agent.v1.EnrollResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EnrollResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EnrollResponse certificateChain.
                 * @member {string} certificateChain
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @instance
                 */
                EnrollResponse.prototype.certificateChain = "";

                /**
                 * EnrollResponse namespace.
                 * @member {string} namespace
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @instance
                 */
                EnrollResponse.prototype.namespace = "";

                /**
                 * EnrollResponse name.
                 * @member {string} name
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @instance
                 */
                EnrollResponse.prototype.name = "";

                /**
                 * EnrollResponse uid.
                 * @member {string} uid
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @instance
                 */
                EnrollResponse.prototype.uid = "";

                /**
                 * Creates a new EnrollResponse instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @static
                 * @param {aranya.agent.v1.EnrollResponse.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.EnrollResponse} EnrollResponse instance
                 * @type {{
                 *   (properties: aranya.agent.v1.EnrollResponse.$Shape): aranya.agent.v1.EnrollResponse & aranya.agent.v1.EnrollResponse.$Shape;
                 *   (properties?: aranya.agent.v1.EnrollResponse.$Properties): aranya.agent.v1.EnrollResponse;
                 * }}
                 */
                EnrollResponse.create = function(properties) {
                    return new EnrollResponse(properties);
                };

                /**
                 * Encodes the specified EnrollResponse message. Does not implicitly {@link aranya.agent.v1.EnrollResponse.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @static
                 * @param {aranya.agent.v1.EnrollResponse.$Properties} message EnrollResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EnrollResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.certificateChain != null && $Object.hasOwnProperty.call(message, "certificateChain") && message.certificateChain !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificateChain);
                    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.namespace);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.name);
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.uid);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EnrollResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.EnrollResponse & aranya.agent.v1.EnrollResponse.$Shape} EnrollResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EnrollResponse.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.EnrollResponse();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.certificateChain = value;
                                else
                                    delete message.certificateChain;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.namespace = value;
                                else
                                    delete message.namespace;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.uid = value;
                                else
                                    delete message.uid;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an EnrollResponse message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.EnrollResponse} EnrollResponse
                 */
                EnrollResponse.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.EnrollResponse)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.EnrollResponse: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.EnrollResponse();
                    if (object.certificateChain != null)
                        if (typeof object.certificateChain !== "string" || object.certificateChain.length)
                            message.certificateChain = $String(object.certificateChain);
                    if (object.namespace != null)
                        if (typeof object.namespace !== "string" || object.namespace.length)
                            message.namespace = $String(object.namespace);
                    if (object.name != null)
                        if (typeof object.name !== "string" || object.name.length)
                            message.name = $String(object.name);
                    if (object.uid != null)
                        if (typeof object.uid !== "string" || object.uid.length)
                            message.uid = $String(object.uid);
                    return message;
                };

                /**
                 * Creates a plain object from an EnrollResponse message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @static
                 * @param {aranya.agent.v1.EnrollResponse} message EnrollResponse
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                EnrollResponse.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.certificateChain = "";
                        object.namespace = "";
                        object.name = "";
                        object.uid = "";
                    }
                    if (message.certificateChain != null && $Object.hasOwnProperty.call(message, "certificateChain"))
                        object.certificateChain = message.certificateChain;
                    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace"))
                        object.namespace = message.namespace;
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        object.name = message.name;
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                        object.uid = message.uid;
                    return object;
                };

                /**
                 * Converts this EnrollResponse to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                EnrollResponse.prototype.toJSON = function() {
                    return EnrollResponse.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for EnrollResponse
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.EnrollResponse
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                EnrollResponse.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.EnrollResponse";
                };

                return EnrollResponse;
            })();

            v1.RenewRequest = (function() {

                /**
                 * Properties of a RenewRequest.
                 * @typedef {Object} aranya.agent.v1.RenewRequest.$Properties
                 * @property {string|null} [certificateRequest] RenewRequest certificateRequest
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RenewRequest.
                 * @memberof aranya.agent.v1
                 * @interface IRenewRequest
                 * @augments aranya.agent.v1.RenewRequest.$Properties
                 * @deprecated Use aranya.agent.v1.RenewRequest.$Properties instead.
                 */

                /**
                 * Shape of a RenewRequest.
                 * @typedef {aranya.agent.v1.RenewRequest.$Properties} aranya.agent.v1.RenewRequest.$Shape
                 */

                /**
                 * Constructs a new RenewRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a RenewRequest.
                 * @constructor
                 * @param {aranya.agent.v1.RenewRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RenewRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RenewRequest certificateRequest.
                 * @member {string} certificateRequest
                 * @memberof aranya.agent.v1.RenewRequest
                 * @instance
                 */
                RenewRequest.prototype.certificateRequest = "";

                /**
                 * Creates a new RenewRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.RenewRequest
                 * @static
                 * @param {aranya.agent.v1.RenewRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.RenewRequest} RenewRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.RenewRequest.$Shape): aranya.agent.v1.RenewRequest & aranya.agent.v1.RenewRequest.$Shape;
                 *   (properties?: aranya.agent.v1.RenewRequest.$Properties): aranya.agent.v1.RenewRequest;
                 * }}
                 */
                RenewRequest.create = function(properties) {
                    return new RenewRequest(properties);
                };

                /**
                 * Encodes the specified RenewRequest message. Does not implicitly {@link aranya.agent.v1.RenewRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.RenewRequest
                 * @static
                 * @param {aranya.agent.v1.RenewRequest.$Properties} message RenewRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RenewRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.certificateRequest != null && $Object.hasOwnProperty.call(message, "certificateRequest") && message.certificateRequest !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificateRequest);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RenewRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.RenewRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.RenewRequest & aranya.agent.v1.RenewRequest.$Shape} RenewRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RenewRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.RenewRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.certificateRequest = value;
                                else
                                    delete message.certificateRequest;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a RenewRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.RenewRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.RenewRequest} RenewRequest
                 */
                RenewRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.RenewRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.RenewRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.RenewRequest();
                    if (object.certificateRequest != null)
                        if (typeof object.certificateRequest !== "string" || object.certificateRequest.length)
                            message.certificateRequest = $String(object.certificateRequest);
                    return message;
                };

                /**
                 * Creates a plain object from a RenewRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.RenewRequest
                 * @static
                 * @param {aranya.agent.v1.RenewRequest} message RenewRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                RenewRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.certificateRequest = "";
                    if (message.certificateRequest != null && $Object.hasOwnProperty.call(message, "certificateRequest"))
                        object.certificateRequest = message.certificateRequest;
                    return object;
                };

                /**
                 * Converts this RenewRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.RenewRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                RenewRequest.prototype.toJSON = function() {
                    return RenewRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for RenewRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.RenewRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                RenewRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.RenewRequest";
                };

                return RenewRequest;
            })();

            v1.RenewResponse = (function() {

                /**
                 * Properties of a RenewResponse.
                 * @typedef {Object} aranya.agent.v1.RenewResponse.$Properties
                 * @property {string|null} [certificateChain] RenewResponse certificateChain
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RenewResponse.
                 * @memberof aranya.agent.v1
                 * @interface IRenewResponse
                 * @augments aranya.agent.v1.RenewResponse.$Properties
                 * @deprecated Use aranya.agent.v1.RenewResponse.$Properties instead.
                 */

                /**
                 * Shape of a RenewResponse.
                 * @typedef {aranya.agent.v1.RenewResponse.$Properties} aranya.agent.v1.RenewResponse.$Shape
                 */

                /**
                 * Constructs a new RenewResponse.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a RenewResponse.
                 * @constructor
                 * @param {aranya.agent.v1.RenewResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RenewResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RenewResponse certificateChain.
                 * @member {string} certificateChain
                 * @memberof aranya.agent.v1.RenewResponse
                 * @instance
                 */
                RenewResponse.prototype.certificateChain = "";

                /**
                 * Creates a new RenewResponse instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.RenewResponse
                 * @static
                 * @param {aranya.agent.v1.RenewResponse.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.RenewResponse} RenewResponse instance
                 * @type {{
                 *   (properties: aranya.agent.v1.RenewResponse.$Shape): aranya.agent.v1.RenewResponse & aranya.agent.v1.RenewResponse.$Shape;
                 *   (properties?: aranya.agent.v1.RenewResponse.$Properties): aranya.agent.v1.RenewResponse;
                 * }}
                 */
                RenewResponse.create = function(properties) {
                    return new RenewResponse(properties);
                };

                /**
                 * Encodes the specified RenewResponse message. Does not implicitly {@link aranya.agent.v1.RenewResponse.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.RenewResponse
                 * @static
                 * @param {aranya.agent.v1.RenewResponse.$Properties} message RenewResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RenewResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.certificateChain != null && $Object.hasOwnProperty.call(message, "certificateChain") && message.certificateChain !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.certificateChain);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RenewResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.RenewResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.RenewResponse & aranya.agent.v1.RenewResponse.$Shape} RenewResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RenewResponse.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.RenewResponse();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.certificateChain = value;
                                else
                                    delete message.certificateChain;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a RenewResponse message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.RenewResponse
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.RenewResponse} RenewResponse
                 */
                RenewResponse.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.RenewResponse)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.RenewResponse: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.RenewResponse();
                    if (object.certificateChain != null)
                        if (typeof object.certificateChain !== "string" || object.certificateChain.length)
                            message.certificateChain = $String(object.certificateChain);
                    return message;
                };

                /**
                 * Creates a plain object from a RenewResponse message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.RenewResponse
                 * @static
                 * @param {aranya.agent.v1.RenewResponse} message RenewResponse
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                RenewResponse.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.certificateChain = "";
                    if (message.certificateChain != null && $Object.hasOwnProperty.call(message, "certificateChain"))
                        object.certificateChain = message.certificateChain;
                    return object;
                };

                /**
                 * Converts this RenewResponse to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.RenewResponse
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                RenewResponse.prototype.toJSON = function() {
                    return RenewResponse.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for RenewResponse
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.RenewResponse
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                RenewResponse.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.RenewResponse";
                };

                return RenewResponse;
            })();

            v1.Frame = (function() {

                /**
                 * Properties of a Frame.
                 * @typedef {Object} aranya.agent.v1.Frame.$Properties
                 * @property {number|null} [sequence] Frame sequence
                 * @property {number|null} [acknowledged] Frame acknowledged
                 * @property {aranya.agent.v1.Hello.$Properties|null} [hello] Frame hello
                 * @property {aranya.agent.v1.Welcome.$Properties|null} [welcome] Frame welcome
                 * @property {aranya.agent.v1.Settings.$Properties|null} [settings] Frame settings
                 * @property {aranya.agent.v1.Goodbye.$Properties|null} [goodbye] Frame goodbye
                 * @property {aranya.agent.v1.Ping.$Properties|null} [ping] Frame ping
                 * @property {aranya.agent.v1.Pong.$Properties|null} [pong] Frame pong
                 * @property {aranya.agent.v1.Ack.$Properties|null} [ack] Frame ack
                 * @property {aranya.agent.v1.Open.$Properties|null} [open] Frame open
                 * @property {aranya.agent.v1.OpenReply.$Properties|null} [openReply] Frame openReply
                 * @property {aranya.agent.v1.Data.$Properties|null} [data] Frame data
                 * @property {aranya.agent.v1.Credit.$Properties|null} [credit] Frame credit
                 * @property {aranya.agent.v1.Control.$Properties|null} [control] Frame control
                 * @property {aranya.agent.v1.Finish.$Properties|null} [finish] Frame finish
                 * @property {aranya.agent.v1.Reset.$Properties|null} [reset] Frame reset
                 * @property {"hello"|"welcome"|"settings"|"goodbye"|"ping"|"pong"|"ack"|"open"|"openReply"|"data"|"credit"|"control"|"finish"|"reset"} [body] Frame body
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Frame.
                 * @memberof aranya.agent.v1
                 * @interface IFrame
                 * @augments aranya.agent.v1.Frame.$Properties
                 * @deprecated Use aranya.agent.v1.Frame.$Properties instead.
                 */

                /**
                 * Narrowed shape of a Frame.
                 * @typedef {{
                 *   sequence?: number|null;
                 *   acknowledged?: number|null;
                 *   hello?: aranya.agent.v1.Hello.$Shape|null;
                 *   welcome?: aranya.agent.v1.Welcome.$Shape|null;
                 *   settings?: aranya.agent.v1.Settings.$Shape|null;
                 *   goodbye?: aranya.agent.v1.Goodbye.$Shape|null;
                 *   ping?: aranya.agent.v1.Ping.$Shape|null;
                 *   pong?: aranya.agent.v1.Pong.$Shape|null;
                 *   ack?: aranya.agent.v1.Ack.$Shape|null;
                 *   open?: aranya.agent.v1.Open.$Shape|null;
                 *   openReply?: aranya.agent.v1.OpenReply.$Shape|null;
                 *   data?: aranya.agent.v1.Data.$Shape|null;
                 *   credit?: aranya.agent.v1.Credit.$Shape|null;
                 *   control?: aranya.agent.v1.Control.$Shape|null;
                 *   finish?: aranya.agent.v1.Finish.$Shape|null;
                 *   reset?: aranya.agent.v1.Reset.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ body?: undefined; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "hello"; hello: aranya.agent.v1.Hello.$Shape; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "welcome"; hello?: null; welcome: aranya.agent.v1.Welcome.$Shape; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "settings"; hello?: null; welcome?: null; settings: aranya.agent.v1.Settings.$Shape; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "goodbye"; hello?: null; welcome?: null; settings?: null; goodbye: aranya.agent.v1.Goodbye.$Shape; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "ping"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping: aranya.agent.v1.Ping.$Shape; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "pong"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong: aranya.agent.v1.Pong.$Shape; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "ack"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack: aranya.agent.v1.Ack.$Shape; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "open"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open: aranya.agent.v1.Open.$Shape; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "openReply"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply: aranya.agent.v1.OpenReply.$Shape; data?: null; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "data"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data: aranya.agent.v1.Data.$Shape; credit?: null; control?: null; finish?: null; reset?: null }|{ body?: "credit"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit: aranya.agent.v1.Credit.$Shape; control?: null; finish?: null; reset?: null }|{ body?: "control"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control: aranya.agent.v1.Control.$Shape; finish?: null; reset?: null }|{ body?: "finish"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish: aranya.agent.v1.Finish.$Shape; reset?: null }|{ body?: "reset"; hello?: null; welcome?: null; settings?: null; goodbye?: null; ping?: null; pong?: null; ack?: null; open?: null; openReply?: null; data?: null; credit?: null; control?: null; finish?: null; reset: aranya.agent.v1.Reset.$Shape })
                 * )} aranya.agent.v1.Frame.$Shape
                 */

                /**
                 * Constructs a new Frame.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Frame.
                 * @constructor
                 * @param {aranya.agent.v1.Frame.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Frame = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Frame sequence.
                 * @member {number} sequence
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.sequence = 0;

                /**
                 * Frame acknowledged.
                 * @member {number} acknowledged
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.acknowledged = 0;

                /**
                 * Frame hello.
                 * @member {aranya.agent.v1.Hello.$Properties|null|undefined} hello
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.hello = null;

                /**
                 * Frame welcome.
                 * @member {aranya.agent.v1.Welcome.$Properties|null|undefined} welcome
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.welcome = null;

                /**
                 * Frame settings.
                 * @member {aranya.agent.v1.Settings.$Properties|null|undefined} settings
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.settings = null;

                /**
                 * Frame goodbye.
                 * @member {aranya.agent.v1.Goodbye.$Properties|null|undefined} goodbye
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.goodbye = null;

                /**
                 * Frame ping.
                 * @member {aranya.agent.v1.Ping.$Properties|null|undefined} ping
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.ping = null;

                /**
                 * Frame pong.
                 * @member {aranya.agent.v1.Pong.$Properties|null|undefined} pong
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.pong = null;

                /**
                 * Frame ack.
                 * @member {aranya.agent.v1.Ack.$Properties|null|undefined} ack
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.ack = null;

                /**
                 * Frame open.
                 * @member {aranya.agent.v1.Open.$Properties|null|undefined} open
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.open = null;

                /**
                 * Frame openReply.
                 * @member {aranya.agent.v1.OpenReply.$Properties|null|undefined} openReply
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.openReply = null;

                /**
                 * Frame data.
                 * @member {aranya.agent.v1.Data.$Properties|null|undefined} data
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.data = null;

                /**
                 * Frame credit.
                 * @member {aranya.agent.v1.Credit.$Properties|null|undefined} credit
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.credit = null;

                /**
                 * Frame control.
                 * @member {aranya.agent.v1.Control.$Properties|null|undefined} control
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.control = null;

                /**
                 * Frame finish.
                 * @member {aranya.agent.v1.Finish.$Properties|null|undefined} finish
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.finish = null;

                /**
                 * Frame reset.
                 * @member {aranya.agent.v1.Reset.$Properties|null|undefined} reset
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                Frame.prototype.reset = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * Frame body.
                 * @member {"hello"|"welcome"|"settings"|"goodbye"|"ping"|"pong"|"ack"|"open"|"openReply"|"data"|"credit"|"control"|"finish"|"reset"|undefined} body
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 */
                $Object.defineProperty(Frame.prototype, "body", {
                    get: $util.oneOfGetter($oneOfFields = ["hello", "welcome", "settings", "goodbye", "ping", "pong", "ack", "open", "openReply", "data", "credit", "control", "finish", "reset"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Creates a new Frame instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Frame
                 * @static
                 * @param {aranya.agent.v1.Frame.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Frame} Frame instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Frame.$Shape): aranya.agent.v1.Frame & aranya.agent.v1.Frame.$Shape;
                 *   (properties?: aranya.agent.v1.Frame.$Properties): aranya.agent.v1.Frame;
                 * }}
                 */
                Frame.create = function(properties) {
                    return new Frame(properties);
                };

                /**
                 * Encodes the specified Frame message. Does not implicitly {@link aranya.agent.v1.Frame.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Frame
                 * @static
                 * @param {aranya.agent.v1.Frame.$Properties} message Frame message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Frame.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.sequence);
                    if (message.acknowledged != null && $Object.hasOwnProperty.call(message, "acknowledged") && message.acknowledged !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.acknowledged);
                    if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                        $root.aranya.agent.v1.Hello.encode(message.hello, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.welcome != null && $Object.hasOwnProperty.call(message, "welcome"))
                        $root.aranya.agent.v1.Welcome.encode(message.welcome, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.settings != null && $Object.hasOwnProperty.call(message, "settings"))
                        $root.aranya.agent.v1.Settings.encode(message.settings, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.goodbye != null && $Object.hasOwnProperty.call(message, "goodbye"))
                        $root.aranya.agent.v1.Goodbye.encode(message.goodbye, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.ping != null && $Object.hasOwnProperty.call(message, "ping"))
                        $root.aranya.agent.v1.Ping.encode(message.ping, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                    if (message.pong != null && $Object.hasOwnProperty.call(message, "pong"))
                        $root.aranya.agent.v1.Pong.encode(message.pong, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                        $root.aranya.agent.v1.Ack.encode(message.ack, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                    if (message.open != null && $Object.hasOwnProperty.call(message, "open"))
                        $root.aranya.agent.v1.Open.encode(message.open, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                    if (message.openReply != null && $Object.hasOwnProperty.call(message, "openReply"))
                        $root.aranya.agent.v1.OpenReply.encode(message.openReply, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                        $root.aranya.agent.v1.Data.encode(message.data, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                    if (message.credit != null && $Object.hasOwnProperty.call(message, "credit"))
                        $root.aranya.agent.v1.Credit.encode(message.credit, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                    if (message.control != null && $Object.hasOwnProperty.call(message, "control"))
                        $root.aranya.agent.v1.Control.encode(message.control, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                    if (message.finish != null && $Object.hasOwnProperty.call(message, "finish"))
                        $root.aranya.agent.v1.Finish.encode(message.finish, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                    if (message.reset != null && $Object.hasOwnProperty.call(message, "reset"))
                        $root.aranya.agent.v1.Reset.encode(message.reset, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Frame message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Frame
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Frame & aranya.agent.v1.Frame.$Shape} Frame
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Frame.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Frame();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.acknowledged = value;
                                else
                                    delete message.acknowledged;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.hello = $root.aranya.agent.v1.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                                message.body = "hello";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.welcome = $root.aranya.agent.v1.Welcome.decode(reader, reader.size(), $undefined, _depth + 1, message.welcome);
                                message.body = "welcome";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.settings = $root.aranya.agent.v1.Settings.decode(reader, reader.size(), $undefined, _depth + 1, message.settings);
                                message.body = "settings";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.goodbye = $root.aranya.agent.v1.Goodbye.decode(reader, reader.size(), $undefined, _depth + 1, message.goodbye);
                                message.body = "goodbye";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.ping = $root.aranya.agent.v1.Ping.decode(reader, reader.size(), $undefined, _depth + 1, message.ping);
                                message.body = "ping";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.pong = $root.aranya.agent.v1.Pong.decode(reader, reader.size(), $undefined, _depth + 1, message.pong);
                                message.body = "pong";
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.ack = $root.aranya.agent.v1.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                                message.body = "ack";
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.open = $root.aranya.agent.v1.Open.decode(reader, reader.size(), $undefined, _depth + 1, message.open);
                                message.body = "open";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.openReply = $root.aranya.agent.v1.OpenReply.decode(reader, reader.size(), $undefined, _depth + 1, message.openReply);
                                message.body = "openReply";
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.data = $root.aranya.agent.v1.Data.decode(reader, reader.size(), $undefined, _depth + 1, message.data);
                                message.body = "data";
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                message.credit = $root.aranya.agent.v1.Credit.decode(reader, reader.size(), $undefined, _depth + 1, message.credit);
                                message.body = "credit";
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                message.control = $root.aranya.agent.v1.Control.decode(reader, reader.size(), $undefined, _depth + 1, message.control);
                                message.body = "control";
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                message.finish = $root.aranya.agent.v1.Finish.decode(reader, reader.size(), $undefined, _depth + 1, message.finish);
                                message.body = "finish";
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                message.reset = $root.aranya.agent.v1.Reset.decode(reader, reader.size(), $undefined, _depth + 1, message.reset);
                                message.body = "reset";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Frame message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Frame
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Frame} Frame
                 */
                Frame.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Frame)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Frame: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Frame();
                    if (object.sequence != null)
                        if ($Number(object.sequence) !== 0)
                            message.sequence = object.sequence >>> 0;
                    if (object.acknowledged != null)
                        if ($Number(object.acknowledged) !== 0)
                            message.acknowledged = object.acknowledged >>> 0;
                    if (object.hello != null) {
                        if (!$util.isObject(object.hello))
                            throw $TypeError(".aranya.agent.v1.Frame.hello: object expected");
                        message.hello = $root.aranya.agent.v1.Hello.fromObject(object.hello, _depth + 1);
                    }
                    if (object.welcome != null) {
                        if (!$util.isObject(object.welcome))
                            throw $TypeError(".aranya.agent.v1.Frame.welcome: object expected");
                        message.welcome = $root.aranya.agent.v1.Welcome.fromObject(object.welcome, _depth + 1);
                    }
                    if (object.settings != null) {
                        if (!$util.isObject(object.settings))
                            throw $TypeError(".aranya.agent.v1.Frame.settings: object expected");
                        message.settings = $root.aranya.agent.v1.Settings.fromObject(object.settings, _depth + 1);
                    }
                    if (object.goodbye != null) {
                        if (!$util.isObject(object.goodbye))
                            throw $TypeError(".aranya.agent.v1.Frame.goodbye: object expected");
                        message.goodbye = $root.aranya.agent.v1.Goodbye.fromObject(object.goodbye, _depth + 1);
                    }
                    if (object.ping != null) {
                        if (!$util.isObject(object.ping))
                            throw $TypeError(".aranya.agent.v1.Frame.ping: object expected");
                        message.ping = $root.aranya.agent.v1.Ping.fromObject(object.ping, _depth + 1);
                    }
                    if (object.pong != null) {
                        if (!$util.isObject(object.pong))
                            throw $TypeError(".aranya.agent.v1.Frame.pong: object expected");
                        message.pong = $root.aranya.agent.v1.Pong.fromObject(object.pong, _depth + 1);
                    }
                    if (object.ack != null) {
                        if (!$util.isObject(object.ack))
                            throw $TypeError(".aranya.agent.v1.Frame.ack: object expected");
                        message.ack = $root.aranya.agent.v1.Ack.fromObject(object.ack, _depth + 1);
                    }
                    if (object.open != null) {
                        if (!$util.isObject(object.open))
                            throw $TypeError(".aranya.agent.v1.Frame.open: object expected");
                        message.open = $root.aranya.agent.v1.Open.fromObject(object.open, _depth + 1);
                    }
                    if (object.openReply != null) {
                        if (!$util.isObject(object.openReply))
                            throw $TypeError(".aranya.agent.v1.Frame.openReply: object expected");
                        message.openReply = $root.aranya.agent.v1.OpenReply.fromObject(object.openReply, _depth + 1);
                    }
                    if (object.data != null) {
                        if (!$util.isObject(object.data))
                            throw $TypeError(".aranya.agent.v1.Frame.data: object expected");
                        message.data = $root.aranya.agent.v1.Data.fromObject(object.data, _depth + 1);
                    }
                    if (object.credit != null) {
                        if (!$util.isObject(object.credit))
                            throw $TypeError(".aranya.agent.v1.Frame.credit: object expected");
                        message.credit = $root.aranya.agent.v1.Credit.fromObject(object.credit, _depth + 1);
                    }
                    if (object.control != null) {
                        if (!$util.isObject(object.control))
                            throw $TypeError(".aranya.agent.v1.Frame.control: object expected");
                        message.control = $root.aranya.agent.v1.Control.fromObject(object.control, _depth + 1);
                    }
                    if (object.finish != null) {
                        if (!$util.isObject(object.finish))
                            throw $TypeError(".aranya.agent.v1.Frame.finish: object expected");
                        message.finish = $root.aranya.agent.v1.Finish.fromObject(object.finish, _depth + 1);
                    }
                    if (object.reset != null) {
                        if (!$util.isObject(object.reset))
                            throw $TypeError(".aranya.agent.v1.Frame.reset: object expected");
                        message.reset = $root.aranya.agent.v1.Reset.fromObject(object.reset, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a Frame message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Frame
                 * @static
                 * @param {aranya.agent.v1.Frame} message Frame
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Frame.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.sequence = 0;
                        object.acknowledged = 0;
                    }
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence"))
                        object.sequence = message.sequence;
                    if (message.acknowledged != null && $Object.hasOwnProperty.call(message, "acknowledged"))
                        object.acknowledged = message.acknowledged;
                    if (message.hello != null && $Object.hasOwnProperty.call(message, "hello")) {
                        object.hello = $root.aranya.agent.v1.Hello.toObject(message.hello, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "hello";
                    }
                    if (message.welcome != null && $Object.hasOwnProperty.call(message, "welcome")) {
                        object.welcome = $root.aranya.agent.v1.Welcome.toObject(message.welcome, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "welcome";
                    }
                    if (message.settings != null && $Object.hasOwnProperty.call(message, "settings")) {
                        object.settings = $root.aranya.agent.v1.Settings.toObject(message.settings, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "settings";
                    }
                    if (message.goodbye != null && $Object.hasOwnProperty.call(message, "goodbye")) {
                        object.goodbye = $root.aranya.agent.v1.Goodbye.toObject(message.goodbye, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "goodbye";
                    }
                    if (message.ping != null && $Object.hasOwnProperty.call(message, "ping")) {
                        object.ping = $root.aranya.agent.v1.Ping.toObject(message.ping, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "ping";
                    }
                    if (message.pong != null && $Object.hasOwnProperty.call(message, "pong")) {
                        object.pong = $root.aranya.agent.v1.Pong.toObject(message.pong, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "pong";
                    }
                    if (message.ack != null && $Object.hasOwnProperty.call(message, "ack")) {
                        object.ack = $root.aranya.agent.v1.Ack.toObject(message.ack, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "ack";
                    }
                    if (message.open != null && $Object.hasOwnProperty.call(message, "open")) {
                        object.open = $root.aranya.agent.v1.Open.toObject(message.open, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "open";
                    }
                    if (message.openReply != null && $Object.hasOwnProperty.call(message, "openReply")) {
                        object.openReply = $root.aranya.agent.v1.OpenReply.toObject(message.openReply, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "openReply";
                    }
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data")) {
                        object.data = $root.aranya.agent.v1.Data.toObject(message.data, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "data";
                    }
                    if (message.credit != null && $Object.hasOwnProperty.call(message, "credit")) {
                        object.credit = $root.aranya.agent.v1.Credit.toObject(message.credit, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "credit";
                    }
                    if (message.control != null && $Object.hasOwnProperty.call(message, "control")) {
                        object.control = $root.aranya.agent.v1.Control.toObject(message.control, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "control";
                    }
                    if (message.finish != null && $Object.hasOwnProperty.call(message, "finish")) {
                        object.finish = $root.aranya.agent.v1.Finish.toObject(message.finish, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "finish";
                    }
                    if (message.reset != null && $Object.hasOwnProperty.call(message, "reset")) {
                        object.reset = $root.aranya.agent.v1.Reset.toObject(message.reset, options, _depth + 1);
                        if (options.oneofs)
                            object.body = "reset";
                    }
                    return object;
                };

                /**
                 * Converts this Frame to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Frame
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Frame.prototype.toJSON = function() {
                    return Frame.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Frame
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Frame
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Frame.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Frame";
                };

                return Frame;
            })();

            v1.Hello = (function() {

                /**
                 * Properties of a Hello.
                 * @typedef {Object} aranya.agent.v1.Hello.$Properties
                 * @property {number|null} [protocol] Hello protocol
                 * @property {string|null} [epoch] Hello epoch
                 * @property {string|null} [instance] Hello instance
                 * @property {string|null} [peerEpoch] Hello peerEpoch
                 * @property {number|null} [received] Hello received
                 * @property {aranya.agent.v1.DeviceInfo.$Properties|null} [info] Hello info
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Hello.
                 * @memberof aranya.agent.v1
                 * @interface IHello
                 * @augments aranya.agent.v1.Hello.$Properties
                 * @deprecated Use aranya.agent.v1.Hello.$Properties instead.
                 */

                /**
                 * Shape of a Hello.
                 * @typedef {aranya.agent.v1.Hello.$Properties} aranya.agent.v1.Hello.$Shape
                 */

                /**
                 * Constructs a new Hello.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Hello.
                 * @constructor
                 * @param {aranya.agent.v1.Hello.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Hello = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Hello protocol.
                 * @member {number} protocol
                 * @memberof aranya.agent.v1.Hello
                 * @instance
                 */
                Hello.prototype.protocol = 0;

                /**
                 * Hello epoch.
                 * @member {string} epoch
                 * @memberof aranya.agent.v1.Hello
                 * @instance
                 */
                Hello.prototype.epoch = "";

                /**
                 * Hello instance.
                 * @member {string} instance
                 * @memberof aranya.agent.v1.Hello
                 * @instance
                 */
                Hello.prototype.instance = "";

                /**
                 * Hello peerEpoch.
                 * @member {string} peerEpoch
                 * @memberof aranya.agent.v1.Hello
                 * @instance
                 */
                Hello.prototype.peerEpoch = "";

                /**
                 * Hello received.
                 * @member {number} received
                 * @memberof aranya.agent.v1.Hello
                 * @instance
                 */
                Hello.prototype.received = 0;

                /**
                 * Hello info.
                 * @member {aranya.agent.v1.DeviceInfo.$Properties|null|undefined} info
                 * @memberof aranya.agent.v1.Hello
                 * @instance
                 */
                Hello.prototype.info = null;

                /**
                 * Creates a new Hello instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Hello
                 * @static
                 * @param {aranya.agent.v1.Hello.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Hello} Hello instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Hello.$Shape): aranya.agent.v1.Hello & aranya.agent.v1.Hello.$Shape;
                 *   (properties?: aranya.agent.v1.Hello.$Properties): aranya.agent.v1.Hello;
                 * }}
                 */
                Hello.create = function(properties) {
                    return new Hello(properties);
                };

                /**
                 * Encodes the specified Hello message. Does not implicitly {@link aranya.agent.v1.Hello.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Hello
                 * @static
                 * @param {aranya.agent.v1.Hello.$Properties} message Hello message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Hello.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocol);
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.epoch);
                    if (message.instance != null && $Object.hasOwnProperty.call(message, "instance") && message.instance !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.instance);
                    if (message.peerEpoch != null && $Object.hasOwnProperty.call(message, "peerEpoch") && message.peerEpoch !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.peerEpoch);
                    if (message.received != null && $Object.hasOwnProperty.call(message, "received") && message.received !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.received);
                    if (message.info != null && $Object.hasOwnProperty.call(message, "info"))
                        $root.aranya.agent.v1.DeviceInfo.encode(message.info, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Hello message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Hello
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Hello & aranya.agent.v1.Hello.$Shape} Hello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Hello.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Hello();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.protocol = value;
                                else
                                    delete message.protocol;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.epoch = value;
                                else
                                    delete message.epoch;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.instance = value;
                                else
                                    delete message.instance;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.peerEpoch = value;
                                else
                                    delete message.peerEpoch;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.received = value;
                                else
                                    delete message.received;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.info = $root.aranya.agent.v1.DeviceInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.info);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Hello message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Hello
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Hello} Hello
                 */
                Hello.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Hello)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Hello: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Hello();
                    if (object.protocol != null)
                        if ($Number(object.protocol) !== 0)
                            message.protocol = object.protocol >>> 0;
                    if (object.epoch != null)
                        if (typeof object.epoch !== "string" || object.epoch.length)
                            message.epoch = $String(object.epoch);
                    if (object.instance != null)
                        if (typeof object.instance !== "string" || object.instance.length)
                            message.instance = $String(object.instance);
                    if (object.peerEpoch != null)
                        if (typeof object.peerEpoch !== "string" || object.peerEpoch.length)
                            message.peerEpoch = $String(object.peerEpoch);
                    if (object.received != null)
                        if ($Number(object.received) !== 0)
                            message.received = object.received >>> 0;
                    if (object.info != null) {
                        if (!$util.isObject(object.info))
                            throw $TypeError(".aranya.agent.v1.Hello.info: object expected");
                        message.info = $root.aranya.agent.v1.DeviceInfo.fromObject(object.info, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a Hello message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Hello
                 * @static
                 * @param {aranya.agent.v1.Hello} message Hello
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Hello.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.protocol = 0;
                        object.epoch = "";
                        object.instance = "";
                        object.peerEpoch = "";
                        object.received = 0;
                        object.info = null;
                    }
                    if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                        object.protocol = message.protocol;
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                        object.epoch = message.epoch;
                    if (message.instance != null && $Object.hasOwnProperty.call(message, "instance"))
                        object.instance = message.instance;
                    if (message.peerEpoch != null && $Object.hasOwnProperty.call(message, "peerEpoch"))
                        object.peerEpoch = message.peerEpoch;
                    if (message.received != null && $Object.hasOwnProperty.call(message, "received"))
                        object.received = message.received;
                    if (message.info != null && $Object.hasOwnProperty.call(message, "info"))
                        object.info = $root.aranya.agent.v1.DeviceInfo.toObject(message.info, options, _depth + 1);
                    return object;
                };

                /**
                 * Converts this Hello to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Hello
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Hello.prototype.toJSON = function() {
                    return Hello.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Hello
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Hello
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Hello.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Hello";
                };

                return Hello;
            })();

            v1.Welcome = (function() {

                /**
                 * Properties of a Welcome.
                 * @typedef {Object} aranya.agent.v1.Welcome.$Properties
                 * @property {string|null} [epoch] Welcome epoch
                 * @property {boolean|null} [resumed] Welcome resumed
                 * @property {number|null} [received] Welcome received
                 * @property {aranya.agent.v1.Settings.$Properties|null} [settings] Welcome settings
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Welcome.
                 * @memberof aranya.agent.v1
                 * @interface IWelcome
                 * @augments aranya.agent.v1.Welcome.$Properties
                 * @deprecated Use aranya.agent.v1.Welcome.$Properties instead.
                 */

                /**
                 * Shape of a Welcome.
                 * @typedef {aranya.agent.v1.Welcome.$Properties} aranya.agent.v1.Welcome.$Shape
                 */

                /**
                 * Constructs a new Welcome.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Welcome.
                 * @constructor
                 * @param {aranya.agent.v1.Welcome.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Welcome = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Welcome epoch.
                 * @member {string} epoch
                 * @memberof aranya.agent.v1.Welcome
                 * @instance
                 */
                Welcome.prototype.epoch = "";

                /**
                 * Welcome resumed.
                 * @member {boolean} resumed
                 * @memberof aranya.agent.v1.Welcome
                 * @instance
                 */
                Welcome.prototype.resumed = false;

                /**
                 * Welcome received.
                 * @member {number} received
                 * @memberof aranya.agent.v1.Welcome
                 * @instance
                 */
                Welcome.prototype.received = 0;

                /**
                 * Welcome settings.
                 * @member {aranya.agent.v1.Settings.$Properties|null|undefined} settings
                 * @memberof aranya.agent.v1.Welcome
                 * @instance
                 */
                Welcome.prototype.settings = null;

                /**
                 * Creates a new Welcome instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Welcome
                 * @static
                 * @param {aranya.agent.v1.Welcome.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Welcome} Welcome instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Welcome.$Shape): aranya.agent.v1.Welcome & aranya.agent.v1.Welcome.$Shape;
                 *   (properties?: aranya.agent.v1.Welcome.$Properties): aranya.agent.v1.Welcome;
                 * }}
                 */
                Welcome.create = function(properties) {
                    return new Welcome(properties);
                };

                /**
                 * Encodes the specified Welcome message. Does not implicitly {@link aranya.agent.v1.Welcome.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Welcome
                 * @static
                 * @param {aranya.agent.v1.Welcome.$Properties} message Welcome message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Welcome.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.epoch);
                    if (message.resumed != null && $Object.hasOwnProperty.call(message, "resumed") && message.resumed !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.resumed);
                    if (message.received != null && $Object.hasOwnProperty.call(message, "received") && message.received !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.received);
                    if (message.settings != null && $Object.hasOwnProperty.call(message, "settings"))
                        $root.aranya.agent.v1.Settings.encode(message.settings, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Welcome message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Welcome
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Welcome & aranya.agent.v1.Welcome.$Shape} Welcome
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Welcome.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Welcome();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.epoch = value;
                                else
                                    delete message.epoch;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.resumed = value;
                                else
                                    delete message.resumed;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.received = value;
                                else
                                    delete message.received;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.settings = $root.aranya.agent.v1.Settings.decode(reader, reader.size(), $undefined, _depth + 1, message.settings);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Welcome message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Welcome
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Welcome} Welcome
                 */
                Welcome.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Welcome)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Welcome: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Welcome();
                    if (object.epoch != null)
                        if (typeof object.epoch !== "string" || object.epoch.length)
                            message.epoch = $String(object.epoch);
                    if (object.resumed != null)
                        if (object.resumed)
                            message.resumed = $Boolean(object.resumed);
                    if (object.received != null)
                        if ($Number(object.received) !== 0)
                            message.received = object.received >>> 0;
                    if (object.settings != null) {
                        if (!$util.isObject(object.settings))
                            throw $TypeError(".aranya.agent.v1.Welcome.settings: object expected");
                        message.settings = $root.aranya.agent.v1.Settings.fromObject(object.settings, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a Welcome message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Welcome
                 * @static
                 * @param {aranya.agent.v1.Welcome} message Welcome
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Welcome.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.epoch = "";
                        object.resumed = false;
                        object.received = 0;
                        object.settings = null;
                    }
                    if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                        object.epoch = message.epoch;
                    if (message.resumed != null && $Object.hasOwnProperty.call(message, "resumed"))
                        object.resumed = message.resumed;
                    if (message.received != null && $Object.hasOwnProperty.call(message, "received"))
                        object.received = message.received;
                    if (message.settings != null && $Object.hasOwnProperty.call(message, "settings"))
                        object.settings = $root.aranya.agent.v1.Settings.toObject(message.settings, options, _depth + 1);
                    return object;
                };

                /**
                 * Converts this Welcome to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Welcome
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Welcome.prototype.toJSON = function() {
                    return Welcome.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Welcome
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Welcome
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Welcome.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Welcome";
                };

                return Welcome;
            })();

            v1.Settings = (function() {

                /**
                 * Properties of a Settings.
                 * @typedef {Object} aranya.agent.v1.Settings.$Properties
                 * @property {number|null} [heartbeatMilliseconds] Settings heartbeatMilliseconds
                 * @property {number|null} [resumeMilliseconds] Settings resumeMilliseconds
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Settings.
                 * @memberof aranya.agent.v1
                 * @interface ISettings
                 * @augments aranya.agent.v1.Settings.$Properties
                 * @deprecated Use aranya.agent.v1.Settings.$Properties instead.
                 */

                /**
                 * Shape of a Settings.
                 * @typedef {aranya.agent.v1.Settings.$Properties} aranya.agent.v1.Settings.$Shape
                 */

                /**
                 * Constructs a new Settings.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Settings.
                 * @constructor
                 * @param {aranya.agent.v1.Settings.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Settings = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Settings heartbeatMilliseconds.
                 * @member {number} heartbeatMilliseconds
                 * @memberof aranya.agent.v1.Settings
                 * @instance
                 */
                Settings.prototype.heartbeatMilliseconds = 0;

                /**
                 * Settings resumeMilliseconds.
                 * @member {number} resumeMilliseconds
                 * @memberof aranya.agent.v1.Settings
                 * @instance
                 */
                Settings.prototype.resumeMilliseconds = 0;

                /**
                 * Creates a new Settings instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Settings
                 * @static
                 * @param {aranya.agent.v1.Settings.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Settings} Settings instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Settings.$Shape): aranya.agent.v1.Settings & aranya.agent.v1.Settings.$Shape;
                 *   (properties?: aranya.agent.v1.Settings.$Properties): aranya.agent.v1.Settings;
                 * }}
                 */
                Settings.create = function(properties) {
                    return new Settings(properties);
                };

                /**
                 * Encodes the specified Settings message. Does not implicitly {@link aranya.agent.v1.Settings.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Settings
                 * @static
                 * @param {aranya.agent.v1.Settings.$Properties} message Settings message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Settings.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.heartbeatMilliseconds != null && $Object.hasOwnProperty.call(message, "heartbeatMilliseconds") && message.heartbeatMilliseconds !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.heartbeatMilliseconds);
                    if (message.resumeMilliseconds != null && $Object.hasOwnProperty.call(message, "resumeMilliseconds") && message.resumeMilliseconds !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.resumeMilliseconds);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Settings message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Settings
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Settings & aranya.agent.v1.Settings.$Shape} Settings
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Settings.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Settings();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.heartbeatMilliseconds = value;
                                else
                                    delete message.heartbeatMilliseconds;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.resumeMilliseconds = value;
                                else
                                    delete message.resumeMilliseconds;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Settings message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Settings
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Settings} Settings
                 */
                Settings.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Settings)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Settings: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Settings();
                    if (object.heartbeatMilliseconds != null)
                        if ($Number(object.heartbeatMilliseconds) !== 0)
                            message.heartbeatMilliseconds = object.heartbeatMilliseconds >>> 0;
                    if (object.resumeMilliseconds != null)
                        if ($Number(object.resumeMilliseconds) !== 0)
                            message.resumeMilliseconds = object.resumeMilliseconds >>> 0;
                    return message;
                };

                /**
                 * Creates a plain object from a Settings message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Settings
                 * @static
                 * @param {aranya.agent.v1.Settings} message Settings
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Settings.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.heartbeatMilliseconds = 0;
                        object.resumeMilliseconds = 0;
                    }
                    if (message.heartbeatMilliseconds != null && $Object.hasOwnProperty.call(message, "heartbeatMilliseconds"))
                        object.heartbeatMilliseconds = message.heartbeatMilliseconds;
                    if (message.resumeMilliseconds != null && $Object.hasOwnProperty.call(message, "resumeMilliseconds"))
                        object.resumeMilliseconds = message.resumeMilliseconds;
                    return object;
                };

                /**
                 * Converts this Settings to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Settings
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Settings.prototype.toJSON = function() {
                    return Settings.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Settings
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Settings
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Settings.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Settings";
                };

                return Settings;
            })();

            v1.Goodbye = (function() {

                /**
                 * Properties of a Goodbye.
                 * @typedef {Object} aranya.agent.v1.Goodbye.$Properties
                 * @property {aranya.agent.v1.Goodbye.Code|null} [code] Goodbye code
                 * @property {string|null} [message] Goodbye message
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Goodbye.
                 * @memberof aranya.agent.v1
                 * @interface IGoodbye
                 * @augments aranya.agent.v1.Goodbye.$Properties
                 * @deprecated Use aranya.agent.v1.Goodbye.$Properties instead.
                 */

                /**
                 * Shape of a Goodbye.
                 * @typedef {aranya.agent.v1.Goodbye.$Properties} aranya.agent.v1.Goodbye.$Shape
                 */

                /**
                 * Constructs a new Goodbye.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Goodbye.
                 * @constructor
                 * @param {aranya.agent.v1.Goodbye.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Goodbye = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Goodbye code.
                 * @member {aranya.agent.v1.Goodbye.Code} code
                 * @memberof aranya.agent.v1.Goodbye
                 * @instance
                 */
                Goodbye.prototype.code = 0;

                /**
                 * Goodbye message.
                 * @member {string} message
                 * @memberof aranya.agent.v1.Goodbye
                 * @instance
                 */
                Goodbye.prototype.message = "";

                /**
                 * Creates a new Goodbye instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Goodbye
                 * @static
                 * @param {aranya.agent.v1.Goodbye.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Goodbye} Goodbye instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Goodbye.$Shape): aranya.agent.v1.Goodbye & aranya.agent.v1.Goodbye.$Shape;
                 *   (properties?: aranya.agent.v1.Goodbye.$Properties): aranya.agent.v1.Goodbye;
                 * }}
                 */
                Goodbye.create = function(properties) {
                    return new Goodbye(properties);
                };

                /**
                 * Encodes the specified Goodbye message. Does not implicitly {@link aranya.agent.v1.Goodbye.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Goodbye
                 * @static
                 * @param {aranya.agent.v1.Goodbye.$Properties} message Goodbye message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Goodbye.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.code);
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Goodbye message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Goodbye
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Goodbye & aranya.agent.v1.Goodbye.$Shape} Goodbye
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Goodbye.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Goodbye();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.code = value;
                                else
                                    delete message.code;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.message = value;
                                else
                                    delete message.message;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Goodbye message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Goodbye
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Goodbye} Goodbye
                 */
                Goodbye.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Goodbye)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Goodbye: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Goodbye();
                    if (object.code !== 0 && (typeof object.code !== "string" || $root.aranya.agent.v1.Goodbye.Code[object.code] !== 0))
                        switch (object.code) {
                        case "UNSPECIFIED":
                        case 0:
                            message.code = 0;
                            break;
                        case "SHUTTING_DOWN":
                        case 1:
                            message.code = 1;
                            break;
                        case "REPLACED":
                        case 2:
                            message.code = 2;
                            break;
                        case "REVOKED":
                        case 3:
                            message.code = 3;
                            break;
                        case "PROTOCOL_ERROR":
                        case 4:
                            message.code = 4;
                            break;
                        case "DEAD":
                        case 5:
                            message.code = 5;
                            break;
                        default:
                            if (typeof object.code === "number" && (object.code | 0) === object.code)
                                message.code = object.code;
                        }
                    if (object.message != null)
                        if (typeof object.message !== "string" || object.message.length)
                            message.message = $String(object.message);
                    return message;
                };

                /**
                 * Creates a plain object from a Goodbye message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Goodbye
                 * @static
                 * @param {aranya.agent.v1.Goodbye} message Goodbye
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Goodbye.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.code = options.enums === $String ? "UNSPECIFIED" : 0;
                        object.message = "";
                    }
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                        object.code = options.enums === $String ? $root.aranya.agent.v1.Goodbye.Code[message.code] === $undefined ? message.code : $root.aranya.agent.v1.Goodbye.Code[message.code] : message.code;
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                        object.message = message.message;
                    return object;
                };

                /**
                 * Converts this Goodbye to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Goodbye
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Goodbye.prototype.toJSON = function() {
                    return Goodbye.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Goodbye
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Goodbye
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Goodbye.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Goodbye";
                };

                /**
                 * Code enum.
                 * @name aranya.agent.v1.Goodbye.Code
                 * @enum {number}
                 * @property {number} UNSPECIFIED=0 UNSPECIFIED value
                 * @property {number} SHUTTING_DOWN=1 SHUTTING_DOWN value
                 * @property {number} REPLACED=2 REPLACED value
                 * @property {number} REVOKED=3 REVOKED value
                 * @property {number} PROTOCOL_ERROR=4 PROTOCOL_ERROR value
                 * @property {number} DEAD=5 DEAD value
                 */
                Goodbye.Code = (function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "UNSPECIFIED"] = 0;
                    values[valuesById[1] = "SHUTTING_DOWN"] = 1;
                    values[valuesById[2] = "REPLACED"] = 2;
                    values[valuesById[3] = "REVOKED"] = 3;
                    values[valuesById[4] = "PROTOCOL_ERROR"] = 4;
                    values[valuesById[5] = "DEAD"] = 5;
                    return values;
                })();

                return Goodbye;
            })();

            v1.Ping = (function() {

                /**
                 * Properties of a Ping.
                 * @typedef {Object} aranya.agent.v1.Ping.$Properties
                 * @property {number|null} [nonce] Ping nonce
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Ping.
                 * @memberof aranya.agent.v1
                 * @interface IPing
                 * @augments aranya.agent.v1.Ping.$Properties
                 * @deprecated Use aranya.agent.v1.Ping.$Properties instead.
                 */

                /**
                 * Shape of a Ping.
                 * @typedef {aranya.agent.v1.Ping.$Properties} aranya.agent.v1.Ping.$Shape
                 */

                /**
                 * Constructs a new Ping.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Ping.
                 * @constructor
                 * @param {aranya.agent.v1.Ping.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Ping = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Ping nonce.
                 * @member {number} nonce
                 * @memberof aranya.agent.v1.Ping
                 * @instance
                 */
                Ping.prototype.nonce = 0;

                /**
                 * Creates a new Ping instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Ping
                 * @static
                 * @param {aranya.agent.v1.Ping.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Ping} Ping instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Ping.$Shape): aranya.agent.v1.Ping & aranya.agent.v1.Ping.$Shape;
                 *   (properties?: aranya.agent.v1.Ping.$Properties): aranya.agent.v1.Ping;
                 * }}
                 */
                Ping.create = function(properties) {
                    return new Ping(properties);
                };

                /**
                 * Encodes the specified Ping message. Does not implicitly {@link aranya.agent.v1.Ping.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Ping
                 * @static
                 * @param {aranya.agent.v1.Ping.$Properties} message Ping message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Ping.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.nonce);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Ping message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Ping
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Ping & aranya.agent.v1.Ping.$Shape} Ping
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Ping.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Ping();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.nonce = value;
                                else
                                    delete message.nonce;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Ping message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Ping
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Ping} Ping
                 */
                Ping.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Ping)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Ping: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Ping();
                    if (object.nonce != null)
                        if ($Number(object.nonce) !== 0)
                            message.nonce = object.nonce >>> 0;
                    return message;
                };

                /**
                 * Creates a plain object from a Ping message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Ping
                 * @static
                 * @param {aranya.agent.v1.Ping} message Ping
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Ping.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.nonce = 0;
                    if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce"))
                        object.nonce = message.nonce;
                    return object;
                };

                /**
                 * Converts this Ping to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Ping
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Ping.prototype.toJSON = function() {
                    return Ping.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Ping
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Ping
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Ping.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Ping";
                };

                return Ping;
            })();

            v1.Pong = (function() {

                /**
                 * Properties of a Pong.
                 * @typedef {Object} aranya.agent.v1.Pong.$Properties
                 * @property {number|null} [nonce] Pong nonce
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Pong.
                 * @memberof aranya.agent.v1
                 * @interface IPong
                 * @augments aranya.agent.v1.Pong.$Properties
                 * @deprecated Use aranya.agent.v1.Pong.$Properties instead.
                 */

                /**
                 * Shape of a Pong.
                 * @typedef {aranya.agent.v1.Pong.$Properties} aranya.agent.v1.Pong.$Shape
                 */

                /**
                 * Constructs a new Pong.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Pong.
                 * @constructor
                 * @param {aranya.agent.v1.Pong.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Pong = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Pong nonce.
                 * @member {number} nonce
                 * @memberof aranya.agent.v1.Pong
                 * @instance
                 */
                Pong.prototype.nonce = 0;

                /**
                 * Creates a new Pong instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Pong
                 * @static
                 * @param {aranya.agent.v1.Pong.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Pong} Pong instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Pong.$Shape): aranya.agent.v1.Pong & aranya.agent.v1.Pong.$Shape;
                 *   (properties?: aranya.agent.v1.Pong.$Properties): aranya.agent.v1.Pong;
                 * }}
                 */
                Pong.create = function(properties) {
                    return new Pong(properties);
                };

                /**
                 * Encodes the specified Pong message. Does not implicitly {@link aranya.agent.v1.Pong.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Pong
                 * @static
                 * @param {aranya.agent.v1.Pong.$Properties} message Pong message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Pong.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.nonce);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Pong message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Pong
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Pong & aranya.agent.v1.Pong.$Shape} Pong
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Pong.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Pong();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.nonce = value;
                                else
                                    delete message.nonce;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Pong message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Pong
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Pong} Pong
                 */
                Pong.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Pong)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Pong: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Pong();
                    if (object.nonce != null)
                        if ($Number(object.nonce) !== 0)
                            message.nonce = object.nonce >>> 0;
                    return message;
                };

                /**
                 * Creates a plain object from a Pong message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Pong
                 * @static
                 * @param {aranya.agent.v1.Pong} message Pong
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Pong.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.nonce = 0;
                    if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce"))
                        object.nonce = message.nonce;
                    return object;
                };

                /**
                 * Converts this Pong to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Pong
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Pong.prototype.toJSON = function() {
                    return Pong.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Pong
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Pong
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Pong.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Pong";
                };

                return Pong;
            })();

            v1.Ack = (function() {

                /**
                 * Properties of an Ack.
                 * @typedef {Object} aranya.agent.v1.Ack.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Ack.
                 * @memberof aranya.agent.v1
                 * @interface IAck
                 * @augments aranya.agent.v1.Ack.$Properties
                 * @deprecated Use aranya.agent.v1.Ack.$Properties instead.
                 */

                /**
                 * Shape of an Ack.
                 * @typedef {aranya.agent.v1.Ack.$Properties} aranya.agent.v1.Ack.$Shape
                 */

                /**
                 * Constructs a new Ack.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an Ack.
                 * @constructor
                 * @param {aranya.agent.v1.Ack.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Ack = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Creates a new Ack instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Ack
                 * @static
                 * @param {aranya.agent.v1.Ack.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Ack} Ack instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Ack.$Shape): aranya.agent.v1.Ack & aranya.agent.v1.Ack.$Shape;
                 *   (properties?: aranya.agent.v1.Ack.$Properties): aranya.agent.v1.Ack;
                 * }}
                 */
                Ack.create = function(properties) {
                    return new Ack(properties);
                };

                /**
                 * Encodes the specified Ack message. Does not implicitly {@link aranya.agent.v1.Ack.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Ack
                 * @static
                 * @param {aranya.agent.v1.Ack.$Properties} message Ack message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Ack.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Ack message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Ack
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Ack & aranya.agent.v1.Ack.$Shape} Ack
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Ack.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Ack();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an Ack message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Ack
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Ack} Ack
                 */
                Ack.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Ack)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Ack: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    return new $root.aranya.agent.v1.Ack();
                };

                /**
                 * Creates a plain object from an Ack message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Ack
                 * @static
                 * @param {aranya.agent.v1.Ack} message Ack
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Ack.toObject = function () {
                    return {};
                };

                /**
                 * Converts this Ack to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Ack
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Ack.prototype.toJSON = function() {
                    return Ack.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Ack
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Ack
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Ack.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Ack";
                };

                return Ack;
            })();

            v1.Open = (function() {

                /**
                 * Properties of an Open.
                 * @typedef {Object} aranya.agent.v1.Open.$Properties
                 * @property {number|null} [channel] Open channel
                 * @property {number|null} [window] Open window
                 * @property {Uint8Array|null} [request] Open request
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Open.
                 * @memberof aranya.agent.v1
                 * @interface IOpen
                 * @augments aranya.agent.v1.Open.$Properties
                 * @deprecated Use aranya.agent.v1.Open.$Properties instead.
                 */

                /**
                 * Shape of an Open.
                 * @typedef {aranya.agent.v1.Open.$Properties} aranya.agent.v1.Open.$Shape
                 */

                /**
                 * Constructs a new Open.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an Open.
                 * @constructor
                 * @param {aranya.agent.v1.Open.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Open = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Open channel.
                 * @member {number} channel
                 * @memberof aranya.agent.v1.Open
                 * @instance
                 */
                Open.prototype.channel = 0;

                /**
                 * Open window.
                 * @member {number} window
                 * @memberof aranya.agent.v1.Open
                 * @instance
                 */
                Open.prototype.window = 0;

                /**
                 * Open request.
                 * @member {Uint8Array} request
                 * @memberof aranya.agent.v1.Open
                 * @instance
                 */
                Open.prototype.request = $util.newBuffer([]);

                /**
                 * Creates a new Open instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Open
                 * @static
                 * @param {aranya.agent.v1.Open.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Open} Open instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Open.$Shape): aranya.agent.v1.Open & aranya.agent.v1.Open.$Shape;
                 *   (properties?: aranya.agent.v1.Open.$Properties): aranya.agent.v1.Open;
                 * }}
                 */
                Open.create = function(properties) {
                    return new Open(properties);
                };

                /**
                 * Encodes the specified Open message. Does not implicitly {@link aranya.agent.v1.Open.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Open
                 * @static
                 * @param {aranya.agent.v1.Open.$Properties} message Open message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Open.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.channel);
                    if (message.window != null && $Object.hasOwnProperty.call(message, "window") && message.window !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.window);
                    if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.request);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Open message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Open
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Open & aranya.agent.v1.Open.$Shape} Open
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Open.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Open();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.channel = value;
                                else
                                    delete message.channel;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.window = value;
                                else
                                    delete message.window;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.request = value;
                                else
                                    delete message.request;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an Open message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Open
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Open} Open
                 */
                Open.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Open)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Open: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Open();
                    if (object.channel != null)
                        if ($Number(object.channel) !== 0)
                            message.channel = object.channel >>> 0;
                    if (object.window != null)
                        if ($Number(object.window) !== 0)
                            message.window = object.window >>> 0;
                    if (object.request != null)
                        if (object.request.length)
                            if (typeof object.request === "string")
                                $util.base64.decode(object.request, message.request = $util.newBuffer($util.base64.length(object.request)), 0);
                            else if (object.request.length >= 0)
                                message.request = object.request;
                    return message;
                };

                /**
                 * Creates a plain object from an Open message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Open
                 * @static
                 * @param {aranya.agent.v1.Open} message Open
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Open.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.channel = 0;
                        object.window = 0;
                        if (options.bytes === $String)
                            object.request = "";
                        else {
                            object.request = [];
                            if (options.bytes !== $Array)
                                object.request = $util.newBuffer(object.request);
                        }
                    }
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                        object.channel = message.channel;
                    if (message.window != null && $Object.hasOwnProperty.call(message, "window"))
                        object.window = message.window;
                    if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                        object.request = options.bytes === $String ? $util.base64.encode(message.request, 0, message.request.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.request) : message.request;
                    return object;
                };

                /**
                 * Converts this Open to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Open
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Open.prototype.toJSON = function() {
                    return Open.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Open
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Open
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Open.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Open";
                };

                return Open;
            })();

            v1.OpenReply = (function() {

                /**
                 * Properties of an OpenReply.
                 * @typedef {Object} aranya.agent.v1.OpenReply.$Properties
                 * @property {number|null} [channel] OpenReply channel
                 * @property {aranya.agent.v1.Refusal.$Properties|null} [refusal] OpenReply refusal
                 * @property {number|null} [window] OpenReply window
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an OpenReply.
                 * @memberof aranya.agent.v1
                 * @interface IOpenReply
                 * @augments aranya.agent.v1.OpenReply.$Properties
                 * @deprecated Use aranya.agent.v1.OpenReply.$Properties instead.
                 */

                /**
                 * Shape of an OpenReply.
                 * @typedef {aranya.agent.v1.OpenReply.$Properties} aranya.agent.v1.OpenReply.$Shape
                 */

                /**
                 * Constructs a new OpenReply.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an OpenReply.
                 * @constructor
                 * @param {aranya.agent.v1.OpenReply.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const OpenReply = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * OpenReply channel.
                 * @member {number} channel
                 * @memberof aranya.agent.v1.OpenReply
                 * @instance
                 */
                OpenReply.prototype.channel = 0;

                /**
                 * OpenReply refusal.
                 * @member {aranya.agent.v1.Refusal.$Properties|null|undefined} refusal
                 * @memberof aranya.agent.v1.OpenReply
                 * @instance
                 */
                OpenReply.prototype.refusal = null;

                /**
                 * OpenReply window.
                 * @member {number} window
                 * @memberof aranya.agent.v1.OpenReply
                 * @instance
                 */
                OpenReply.prototype.window = 0;

                /**
                 * Creates a new OpenReply instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.OpenReply
                 * @static
                 * @param {aranya.agent.v1.OpenReply.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.OpenReply} OpenReply instance
                 * @type {{
                 *   (properties: aranya.agent.v1.OpenReply.$Shape): aranya.agent.v1.OpenReply & aranya.agent.v1.OpenReply.$Shape;
                 *   (properties?: aranya.agent.v1.OpenReply.$Properties): aranya.agent.v1.OpenReply;
                 * }}
                 */
                OpenReply.create = function(properties) {
                    return new OpenReply(properties);
                };

                /**
                 * Encodes the specified OpenReply message. Does not implicitly {@link aranya.agent.v1.OpenReply.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.OpenReply
                 * @static
                 * @param {aranya.agent.v1.OpenReply.$Properties} message OpenReply message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                OpenReply.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.channel);
                    if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                        $root.aranya.agent.v1.Refusal.encode(message.refusal, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.window != null && $Object.hasOwnProperty.call(message, "window") && message.window !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.window);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an OpenReply message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.OpenReply
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.OpenReply & aranya.agent.v1.OpenReply.$Shape} OpenReply
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                OpenReply.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.OpenReply();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.channel = value;
                                else
                                    delete message.channel;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.refusal = $root.aranya.agent.v1.Refusal.decode(reader, reader.size(), $undefined, _depth + 1, message.refusal);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.window = value;
                                else
                                    delete message.window;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an OpenReply message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.OpenReply
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.OpenReply} OpenReply
                 */
                OpenReply.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.OpenReply)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.OpenReply: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.OpenReply();
                    if (object.channel != null)
                        if ($Number(object.channel) !== 0)
                            message.channel = object.channel >>> 0;
                    if (object.refusal != null) {
                        if (!$util.isObject(object.refusal))
                            throw $TypeError(".aranya.agent.v1.OpenReply.refusal: object expected");
                        message.refusal = $root.aranya.agent.v1.Refusal.fromObject(object.refusal, _depth + 1);
                    }
                    if (object.window != null)
                        if ($Number(object.window) !== 0)
                            message.window = object.window >>> 0;
                    return message;
                };

                /**
                 * Creates a plain object from an OpenReply message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.OpenReply
                 * @static
                 * @param {aranya.agent.v1.OpenReply} message OpenReply
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                OpenReply.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.channel = 0;
                        object.refusal = null;
                        object.window = 0;
                    }
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                        object.channel = message.channel;
                    if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                        object.refusal = $root.aranya.agent.v1.Refusal.toObject(message.refusal, options, _depth + 1);
                    if (message.window != null && $Object.hasOwnProperty.call(message, "window"))
                        object.window = message.window;
                    return object;
                };

                /**
                 * Converts this OpenReply to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.OpenReply
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                OpenReply.prototype.toJSON = function() {
                    return OpenReply.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for OpenReply
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.OpenReply
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                OpenReply.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.OpenReply";
                };

                return OpenReply;
            })();

            v1.Data = (function() {

                /**
                 * Properties of a Data.
                 * @typedef {Object} aranya.agent.v1.Data.$Properties
                 * @property {number|null} [channel] Data channel
                 * @property {number|null} [stream] Data stream
                 * @property {Uint8Array|null} [payload] Data payload
                 * @property {boolean|null} [end] Data end
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Data.
                 * @memberof aranya.agent.v1
                 * @interface IData
                 * @augments aranya.agent.v1.Data.$Properties
                 * @deprecated Use aranya.agent.v1.Data.$Properties instead.
                 */

                /**
                 * Shape of a Data.
                 * @typedef {aranya.agent.v1.Data.$Properties} aranya.agent.v1.Data.$Shape
                 */

                /**
                 * Constructs a new Data.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Data.
                 * @constructor
                 * @param {aranya.agent.v1.Data.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Data = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Data channel.
                 * @member {number} channel
                 * @memberof aranya.agent.v1.Data
                 * @instance
                 */
                Data.prototype.channel = 0;

                /**
                 * Data stream.
                 * @member {number} stream
                 * @memberof aranya.agent.v1.Data
                 * @instance
                 */
                Data.prototype.stream = 0;

                /**
                 * Data payload.
                 * @member {Uint8Array} payload
                 * @memberof aranya.agent.v1.Data
                 * @instance
                 */
                Data.prototype.payload = $util.newBuffer([]);

                /**
                 * Data end.
                 * @member {boolean} end
                 * @memberof aranya.agent.v1.Data
                 * @instance
                 */
                Data.prototype.end = false;

                /**
                 * Creates a new Data instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Data
                 * @static
                 * @param {aranya.agent.v1.Data.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Data} Data instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Data.$Shape): aranya.agent.v1.Data & aranya.agent.v1.Data.$Shape;
                 *   (properties?: aranya.agent.v1.Data.$Properties): aranya.agent.v1.Data;
                 * }}
                 */
                Data.create = function(properties) {
                    return new Data(properties);
                };

                /**
                 * Encodes the specified Data message. Does not implicitly {@link aranya.agent.v1.Data.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Data
                 * @static
                 * @param {aranya.agent.v1.Data.$Properties} message Data message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Data.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.channel);
                    if (message.stream != null && $Object.hasOwnProperty.call(message, "stream") && message.stream !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.stream);
                    if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.payload);
                    if (message.end != null && $Object.hasOwnProperty.call(message, "end") && message.end !== false)
                        writer.uint32(/* id 4, wireType 0 =*/32).bool(message.end);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Data message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Data
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Data & aranya.agent.v1.Data.$Shape} Data
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Data.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Data();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.channel = value;
                                else
                                    delete message.channel;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.stream = value;
                                else
                                    delete message.stream;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.payload = value;
                                else
                                    delete message.payload;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.end = value;
                                else
                                    delete message.end;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Data message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Data
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Data} Data
                 */
                Data.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Data)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Data: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Data();
                    if (object.channel != null)
                        if ($Number(object.channel) !== 0)
                            message.channel = object.channel >>> 0;
                    if (object.stream != null)
                        if ($Number(object.stream) !== 0)
                            message.stream = object.stream >>> 0;
                    if (object.payload != null)
                        if (object.payload.length)
                            if (typeof object.payload === "string")
                                $util.base64.decode(object.payload, message.payload = $util.newBuffer($util.base64.length(object.payload)), 0);
                            else if (object.payload.length >= 0)
                                message.payload = object.payload;
                    if (object.end != null)
                        if (object.end)
                            message.end = $Boolean(object.end);
                    return message;
                };

                /**
                 * Creates a plain object from a Data message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Data
                 * @static
                 * @param {aranya.agent.v1.Data} message Data
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Data.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.channel = 0;
                        object.stream = 0;
                        if (options.bytes === $String)
                            object.payload = "";
                        else {
                            object.payload = [];
                            if (options.bytes !== $Array)
                                object.payload = $util.newBuffer(object.payload);
                        }
                        object.end = false;
                    }
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                        object.channel = message.channel;
                    if (message.stream != null && $Object.hasOwnProperty.call(message, "stream"))
                        object.stream = message.stream;
                    if (message.payload != null && $Object.hasOwnProperty.call(message, "payload"))
                        object.payload = options.bytes === $String ? $util.base64.encode(message.payload, 0, message.payload.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.payload) : message.payload;
                    if (message.end != null && $Object.hasOwnProperty.call(message, "end"))
                        object.end = message.end;
                    return object;
                };

                /**
                 * Converts this Data to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Data
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Data.prototype.toJSON = function() {
                    return Data.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Data
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Data
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Data.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Data";
                };

                return Data;
            })();

            v1.Credit = (function() {

                /**
                 * Properties of a Credit.
                 * @typedef {Object} aranya.agent.v1.Credit.$Properties
                 * @property {number|null} [channel] Credit channel
                 * @property {number|null} [limit] Credit limit
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Credit.
                 * @memberof aranya.agent.v1
                 * @interface ICredit
                 * @augments aranya.agent.v1.Credit.$Properties
                 * @deprecated Use aranya.agent.v1.Credit.$Properties instead.
                 */

                /**
                 * Shape of a Credit.
                 * @typedef {aranya.agent.v1.Credit.$Properties} aranya.agent.v1.Credit.$Shape
                 */

                /**
                 * Constructs a new Credit.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Credit.
                 * @constructor
                 * @param {aranya.agent.v1.Credit.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Credit = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Credit channel.
                 * @member {number} channel
                 * @memberof aranya.agent.v1.Credit
                 * @instance
                 */
                Credit.prototype.channel = 0;

                /**
                 * Credit limit.
                 * @member {number} limit
                 * @memberof aranya.agent.v1.Credit
                 * @instance
                 */
                Credit.prototype.limit = 0;

                /**
                 * Creates a new Credit instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Credit
                 * @static
                 * @param {aranya.agent.v1.Credit.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Credit} Credit instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Credit.$Shape): aranya.agent.v1.Credit & aranya.agent.v1.Credit.$Shape;
                 *   (properties?: aranya.agent.v1.Credit.$Properties): aranya.agent.v1.Credit;
                 * }}
                 */
                Credit.create = function(properties) {
                    return new Credit(properties);
                };

                /**
                 * Encodes the specified Credit message. Does not implicitly {@link aranya.agent.v1.Credit.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Credit
                 * @static
                 * @param {aranya.agent.v1.Credit.$Properties} message Credit message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Credit.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.channel);
                    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && message.limit !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.limit);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Credit message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Credit
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Credit & aranya.agent.v1.Credit.$Shape} Credit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Credit.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Credit();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.channel = value;
                                else
                                    delete message.channel;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.limit = value;
                                else
                                    delete message.limit;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Credit message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Credit
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Credit} Credit
                 */
                Credit.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Credit)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Credit: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Credit();
                    if (object.channel != null)
                        if ($Number(object.channel) !== 0)
                            message.channel = object.channel >>> 0;
                    if (object.limit != null)
                        if ($Number(object.limit) !== 0)
                            message.limit = object.limit >>> 0;
                    return message;
                };

                /**
                 * Creates a plain object from a Credit message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Credit
                 * @static
                 * @param {aranya.agent.v1.Credit} message Credit
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Credit.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.channel = 0;
                        object.limit = 0;
                    }
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                        object.channel = message.channel;
                    if (message.limit != null && $Object.hasOwnProperty.call(message, "limit"))
                        object.limit = message.limit;
                    return object;
                };

                /**
                 * Converts this Credit to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Credit
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Credit.prototype.toJSON = function() {
                    return Credit.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Credit
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Credit
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Credit.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Credit";
                };

                return Credit;
            })();

            v1.Control = (function() {

                /**
                 * Properties of a Control.
                 * @typedef {Object} aranya.agent.v1.Control.$Properties
                 * @property {number|null} [channel] Control channel
                 * @property {Uint8Array|null} [message] Control message
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Control.
                 * @memberof aranya.agent.v1
                 * @interface IControl
                 * @augments aranya.agent.v1.Control.$Properties
                 * @deprecated Use aranya.agent.v1.Control.$Properties instead.
                 */

                /**
                 * Shape of a Control.
                 * @typedef {aranya.agent.v1.Control.$Properties} aranya.agent.v1.Control.$Shape
                 */

                /**
                 * Constructs a new Control.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Control.
                 * @constructor
                 * @param {aranya.agent.v1.Control.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Control = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Control channel.
                 * @member {number} channel
                 * @memberof aranya.agent.v1.Control
                 * @instance
                 */
                Control.prototype.channel = 0;

                /**
                 * Control message.
                 * @member {Uint8Array} message
                 * @memberof aranya.agent.v1.Control
                 * @instance
                 */
                Control.prototype.message = $util.newBuffer([]);

                /**
                 * Creates a new Control instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Control
                 * @static
                 * @param {aranya.agent.v1.Control.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Control} Control instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Control.$Shape): aranya.agent.v1.Control & aranya.agent.v1.Control.$Shape;
                 *   (properties?: aranya.agent.v1.Control.$Properties): aranya.agent.v1.Control;
                 * }}
                 */
                Control.create = function(properties) {
                    return new Control(properties);
                };

                /**
                 * Encodes the specified Control message. Does not implicitly {@link aranya.agent.v1.Control.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Control
                 * @static
                 * @param {aranya.agent.v1.Control.$Properties} message Control message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Control.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.channel);
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.message);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Control message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Control
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Control & aranya.agent.v1.Control.$Shape} Control
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Control.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Control();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.channel = value;
                                else
                                    delete message.channel;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.message = value;
                                else
                                    delete message.message;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Control message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Control
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Control} Control
                 */
                Control.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Control)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Control: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Control();
                    if (object.channel != null)
                        if ($Number(object.channel) !== 0)
                            message.channel = object.channel >>> 0;
                    if (object.message != null)
                        if (object.message.length)
                            if (typeof object.message === "string")
                                $util.base64.decode(object.message, message.message = $util.newBuffer($util.base64.length(object.message)), 0);
                            else if (object.message.length >= 0)
                                message.message = object.message;
                    return message;
                };

                /**
                 * Creates a plain object from a Control message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Control
                 * @static
                 * @param {aranya.agent.v1.Control} message Control
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Control.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.channel = 0;
                        if (options.bytes === $String)
                            object.message = "";
                        else {
                            object.message = [];
                            if (options.bytes !== $Array)
                                object.message = $util.newBuffer(object.message);
                        }
                    }
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                        object.channel = message.channel;
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                        object.message = options.bytes === $String ? $util.base64.encode(message.message, 0, message.message.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.message) : message.message;
                    return object;
                };

                /**
                 * Converts this Control to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Control
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Control.prototype.toJSON = function() {
                    return Control.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Control
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Control
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Control.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Control";
                };

                return Control;
            })();

            v1.Finish = (function() {

                /**
                 * Properties of a Finish.
                 * @typedef {Object} aranya.agent.v1.Finish.$Properties
                 * @property {number|null} [channel] Finish channel
                 * @property {Uint8Array|null} [result] Finish result
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Finish.
                 * @memberof aranya.agent.v1
                 * @interface IFinish
                 * @augments aranya.agent.v1.Finish.$Properties
                 * @deprecated Use aranya.agent.v1.Finish.$Properties instead.
                 */

                /**
                 * Shape of a Finish.
                 * @typedef {aranya.agent.v1.Finish.$Properties} aranya.agent.v1.Finish.$Shape
                 */

                /**
                 * Constructs a new Finish.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Finish.
                 * @constructor
                 * @param {aranya.agent.v1.Finish.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Finish = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Finish channel.
                 * @member {number} channel
                 * @memberof aranya.agent.v1.Finish
                 * @instance
                 */
                Finish.prototype.channel = 0;

                /**
                 * Finish result.
                 * @member {Uint8Array} result
                 * @memberof aranya.agent.v1.Finish
                 * @instance
                 */
                Finish.prototype.result = $util.newBuffer([]);

                /**
                 * Creates a new Finish instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Finish
                 * @static
                 * @param {aranya.agent.v1.Finish.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Finish} Finish instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Finish.$Shape): aranya.agent.v1.Finish & aranya.agent.v1.Finish.$Shape;
                 *   (properties?: aranya.agent.v1.Finish.$Properties): aranya.agent.v1.Finish;
                 * }}
                 */
                Finish.create = function(properties) {
                    return new Finish(properties);
                };

                /**
                 * Encodes the specified Finish message. Does not implicitly {@link aranya.agent.v1.Finish.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Finish
                 * @static
                 * @param {aranya.agent.v1.Finish.$Properties} message Finish message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Finish.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.channel);
                    if (message.result != null && $Object.hasOwnProperty.call(message, "result") && message.result.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.result);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Finish message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Finish
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Finish & aranya.agent.v1.Finish.$Shape} Finish
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Finish.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Finish();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.channel = value;
                                else
                                    delete message.channel;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.result = value;
                                else
                                    delete message.result;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Finish message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Finish
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Finish} Finish
                 */
                Finish.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Finish)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Finish: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Finish();
                    if (object.channel != null)
                        if ($Number(object.channel) !== 0)
                            message.channel = object.channel >>> 0;
                    if (object.result != null)
                        if (object.result.length)
                            if (typeof object.result === "string")
                                $util.base64.decode(object.result, message.result = $util.newBuffer($util.base64.length(object.result)), 0);
                            else if (object.result.length >= 0)
                                message.result = object.result;
                    return message;
                };

                /**
                 * Creates a plain object from a Finish message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Finish
                 * @static
                 * @param {aranya.agent.v1.Finish} message Finish
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Finish.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.channel = 0;
                        if (options.bytes === $String)
                            object.result = "";
                        else {
                            object.result = [];
                            if (options.bytes !== $Array)
                                object.result = $util.newBuffer(object.result);
                        }
                    }
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                        object.channel = message.channel;
                    if (message.result != null && $Object.hasOwnProperty.call(message, "result"))
                        object.result = options.bytes === $String ? $util.base64.encode(message.result, 0, message.result.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.result) : message.result;
                    return object;
                };

                /**
                 * Converts this Finish to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Finish
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Finish.prototype.toJSON = function() {
                    return Finish.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Finish
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Finish
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Finish.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Finish";
                };

                return Finish;
            })();

            v1.Reset = (function() {

                /**
                 * Properties of a Reset.
                 * @typedef {Object} aranya.agent.v1.Reset.$Properties
                 * @property {number|null} [channel] Reset channel
                 * @property {aranya.agent.v1.Refusal.$Properties|null} [reason] Reset reason
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Reset.
                 * @memberof aranya.agent.v1
                 * @interface IReset
                 * @augments aranya.agent.v1.Reset.$Properties
                 * @deprecated Use aranya.agent.v1.Reset.$Properties instead.
                 */

                /**
                 * Shape of a Reset.
                 * @typedef {aranya.agent.v1.Reset.$Properties} aranya.agent.v1.Reset.$Shape
                 */

                /**
                 * Constructs a new Reset.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Reset.
                 * @constructor
                 * @param {aranya.agent.v1.Reset.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Reset = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Reset channel.
                 * @member {number} channel
                 * @memberof aranya.agent.v1.Reset
                 * @instance
                 */
                Reset.prototype.channel = 0;

                /**
                 * Reset reason.
                 * @member {aranya.agent.v1.Refusal.$Properties|null|undefined} reason
                 * @memberof aranya.agent.v1.Reset
                 * @instance
                 */
                Reset.prototype.reason = null;

                /**
                 * Creates a new Reset instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Reset
                 * @static
                 * @param {aranya.agent.v1.Reset.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Reset} Reset instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Reset.$Shape): aranya.agent.v1.Reset & aranya.agent.v1.Reset.$Shape;
                 *   (properties?: aranya.agent.v1.Reset.$Properties): aranya.agent.v1.Reset;
                 * }}
                 */
                Reset.create = function(properties) {
                    return new Reset(properties);
                };

                /**
                 * Encodes the specified Reset message. Does not implicitly {@link aranya.agent.v1.Reset.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Reset
                 * @static
                 * @param {aranya.agent.v1.Reset.$Properties} message Reset message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Reset.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.channel);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                        $root.aranya.agent.v1.Refusal.encode(message.reason, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Reset message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Reset
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Reset & aranya.agent.v1.Reset.$Shape} Reset
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Reset.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Reset();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.channel = value;
                                else
                                    delete message.channel;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.reason = $root.aranya.agent.v1.Refusal.decode(reader, reader.size(), $undefined, _depth + 1, message.reason);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Reset message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Reset
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Reset} Reset
                 */
                Reset.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Reset)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Reset: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Reset();
                    if (object.channel != null)
                        if ($Number(object.channel) !== 0)
                            message.channel = object.channel >>> 0;
                    if (object.reason != null) {
                        if (!$util.isObject(object.reason))
                            throw $TypeError(".aranya.agent.v1.Reset.reason: object expected");
                        message.reason = $root.aranya.agent.v1.Refusal.fromObject(object.reason, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a Reset message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Reset
                 * @static
                 * @param {aranya.agent.v1.Reset} message Reset
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Reset.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.channel = 0;
                        object.reason = null;
                    }
                    if (message.channel != null && $Object.hasOwnProperty.call(message, "channel"))
                        object.channel = message.channel;
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                        object.reason = $root.aranya.agent.v1.Refusal.toObject(message.reason, options, _depth + 1);
                    return object;
                };

                /**
                 * Converts this Reset to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Reset
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Reset.prototype.toJSON = function() {
                    return Reset.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Reset
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Reset
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Reset.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Reset";
                };

                return Reset;
            })();

            v1.Refusal = (function() {

                /**
                 * Properties of a Refusal.
                 * @typedef {Object} aranya.agent.v1.Refusal.$Properties
                 * @property {aranya.agent.v1.Refusal.Code|null} [code] Refusal code
                 * @property {string|null} [message] Refusal message
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Refusal.
                 * @memberof aranya.agent.v1
                 * @interface IRefusal
                 * @augments aranya.agent.v1.Refusal.$Properties
                 * @deprecated Use aranya.agent.v1.Refusal.$Properties instead.
                 */

                /**
                 * Shape of a Refusal.
                 * @typedef {aranya.agent.v1.Refusal.$Properties} aranya.agent.v1.Refusal.$Shape
                 */

                /**
                 * Constructs a new Refusal.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Refusal.
                 * @constructor
                 * @param {aranya.agent.v1.Refusal.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Refusal = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Refusal code.
                 * @member {aranya.agent.v1.Refusal.Code} code
                 * @memberof aranya.agent.v1.Refusal
                 * @instance
                 */
                Refusal.prototype.code = 0;

                /**
                 * Refusal message.
                 * @member {string} message
                 * @memberof aranya.agent.v1.Refusal
                 * @instance
                 */
                Refusal.prototype.message = "";

                /**
                 * Creates a new Refusal instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Refusal
                 * @static
                 * @param {aranya.agent.v1.Refusal.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Refusal} Refusal instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Refusal.$Shape): aranya.agent.v1.Refusal & aranya.agent.v1.Refusal.$Shape;
                 *   (properties?: aranya.agent.v1.Refusal.$Properties): aranya.agent.v1.Refusal;
                 * }}
                 */
                Refusal.create = function(properties) {
                    return new Refusal(properties);
                };

                /**
                 * Encodes the specified Refusal message. Does not implicitly {@link aranya.agent.v1.Refusal.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Refusal
                 * @static
                 * @param {aranya.agent.v1.Refusal.$Properties} message Refusal message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Refusal.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.code);
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Refusal message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Refusal
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Refusal & aranya.agent.v1.Refusal.$Shape} Refusal
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Refusal.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Refusal();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.code = value;
                                else
                                    delete message.code;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.message = value;
                                else
                                    delete message.message;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Refusal message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Refusal
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Refusal} Refusal
                 */
                Refusal.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Refusal)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Refusal: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Refusal();
                    if (object.code !== 0 && (typeof object.code !== "string" || $root.aranya.agent.v1.Refusal.Code[object.code] !== 0))
                        switch (object.code) {
                        case "UNSPECIFIED":
                        case 0:
                            message.code = 0;
                            break;
                        case "FORBIDDEN":
                        case 1:
                            message.code = 1;
                            break;
                        case "NOT_FOUND":
                        case 2:
                            message.code = 2;
                            break;
                        case "INVALID":
                        case 3:
                            message.code = 3;
                            break;
                        case "UNSUPPORTED":
                        case 4:
                            message.code = 4;
                            break;
                        case "TOO_MANY":
                        case 5:
                            message.code = 5;
                            break;
                        case "UNAVAILABLE":
                        case 6:
                            message.code = 6;
                            break;
                        case "TIMEOUT":
                        case 7:
                            message.code = 7;
                            break;
                        case "CANCELLED":
                        case 8:
                            message.code = 8;
                            break;
                        case "INTERNAL":
                        case 9:
                            message.code = 9;
                            break;
                        default:
                            if (typeof object.code === "number" && (object.code | 0) === object.code)
                                message.code = object.code;
                        }
                    if (object.message != null)
                        if (typeof object.message !== "string" || object.message.length)
                            message.message = $String(object.message);
                    return message;
                };

                /**
                 * Creates a plain object from a Refusal message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Refusal
                 * @static
                 * @param {aranya.agent.v1.Refusal} message Refusal
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Refusal.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.code = options.enums === $String ? "UNSPECIFIED" : 0;
                        object.message = "";
                    }
                    if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                        object.code = options.enums === $String ? $root.aranya.agent.v1.Refusal.Code[message.code] === $undefined ? message.code : $root.aranya.agent.v1.Refusal.Code[message.code] : message.code;
                    if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                        object.message = message.message;
                    return object;
                };

                /**
                 * Converts this Refusal to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Refusal
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Refusal.prototype.toJSON = function() {
                    return Refusal.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Refusal
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Refusal
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Refusal.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Refusal";
                };

                /**
                 * Code enum.
                 * @name aranya.agent.v1.Refusal.Code
                 * @enum {number}
                 * @property {number} UNSPECIFIED=0 UNSPECIFIED value
                 * @property {number} FORBIDDEN=1 FORBIDDEN value
                 * @property {number} NOT_FOUND=2 NOT_FOUND value
                 * @property {number} INVALID=3 INVALID value
                 * @property {number} UNSUPPORTED=4 UNSUPPORTED value
                 * @property {number} TOO_MANY=5 TOO_MANY value
                 * @property {number} UNAVAILABLE=6 UNAVAILABLE value
                 * @property {number} TIMEOUT=7 TIMEOUT value
                 * @property {number} CANCELLED=8 CANCELLED value
                 * @property {number} INTERNAL=9 INTERNAL value
                 */
                Refusal.Code = (function() {
                    const valuesById = $Object.create(null), values = $Object.create(valuesById);
                    values[valuesById[0] = "UNSPECIFIED"] = 0;
                    values[valuesById[1] = "FORBIDDEN"] = 1;
                    values[valuesById[2] = "NOT_FOUND"] = 2;
                    values[valuesById[3] = "INVALID"] = 3;
                    values[valuesById[4] = "UNSUPPORTED"] = 4;
                    values[valuesById[5] = "TOO_MANY"] = 5;
                    values[valuesById[6] = "UNAVAILABLE"] = 6;
                    values[valuesById[7] = "TIMEOUT"] = 7;
                    values[valuesById[8] = "CANCELLED"] = 8;
                    values[valuesById[9] = "INTERNAL"] = 9;
                    return values;
                })();

                return Refusal;
            })();

            v1.DeviceInfo = (function() {

                /**
                 * Properties of a DeviceInfo.
                 * @typedef {Object} aranya.agent.v1.DeviceInfo.$Properties
                 * @property {string|null} [agentVersion] DeviceInfo agentVersion
                 * @property {string|null} [operatingSystem] DeviceInfo operatingSystem
                 * @property {string|null} [architecture] DeviceInfo architecture
                 * @property {string|null} [osImage] DeviceInfo osImage
                 * @property {string|null} [kernelVersion] DeviceInfo kernelVersion
                 * @property {string|null} [machineId] DeviceInfo machineId
                 * @property {string|null} [systemUuid] DeviceInfo systemUuid
                 * @property {string|null} [bootId] DeviceInfo bootId
                 * @property {string|null} [hostname] DeviceInfo hostname
                 * @property {Object.<string,string>|null} [capacity] DeviceInfo capacity
                 * @property {Array.<string>|null} [features] DeviceInfo features
                 * @property {string|null} [runtimeVersion] DeviceInfo runtimeVersion
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a DeviceInfo.
                 * @memberof aranya.agent.v1
                 * @interface IDeviceInfo
                 * @augments aranya.agent.v1.DeviceInfo.$Properties
                 * @deprecated Use aranya.agent.v1.DeviceInfo.$Properties instead.
                 */

                /**
                 * Shape of a DeviceInfo.
                 * @typedef {aranya.agent.v1.DeviceInfo.$Properties} aranya.agent.v1.DeviceInfo.$Shape
                 */

                /**
                 * Constructs a new DeviceInfo.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a DeviceInfo.
                 * @constructor
                 * @param {aranya.agent.v1.DeviceInfo.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const DeviceInfo = function (properties) {
                    this.capacity = {};
                    this.features = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * DeviceInfo agentVersion.
                 * @member {string} agentVersion
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.agentVersion = "";

                /**
                 * DeviceInfo operatingSystem.
                 * @member {string} operatingSystem
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.operatingSystem = "";

                /**
                 * DeviceInfo architecture.
                 * @member {string} architecture
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.architecture = "";

                /**
                 * DeviceInfo osImage.
                 * @member {string} osImage
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.osImage = "";

                /**
                 * DeviceInfo kernelVersion.
                 * @member {string} kernelVersion
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.kernelVersion = "";

                /**
                 * DeviceInfo machineId.
                 * @member {string} machineId
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.machineId = "";

                /**
                 * DeviceInfo systemUuid.
                 * @member {string} systemUuid
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.systemUuid = "";

                /**
                 * DeviceInfo bootId.
                 * @member {string} bootId
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.bootId = "";

                /**
                 * DeviceInfo hostname.
                 * @member {string} hostname
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.hostname = "";

                /**
                 * DeviceInfo capacity.
                 * @member {Object.<string,string>} capacity
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.capacity = $util.emptyObject;

                /**
                 * DeviceInfo features.
                 * @member {Array.<string>} features
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.features = $util.emptyArray;

                /**
                 * DeviceInfo runtimeVersion.
                 * @member {string} runtimeVersion
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 */
                DeviceInfo.prototype.runtimeVersion = "";

                /**
                 * Creates a new DeviceInfo instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @static
                 * @param {aranya.agent.v1.DeviceInfo.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.DeviceInfo} DeviceInfo instance
                 * @type {{
                 *   (properties: aranya.agent.v1.DeviceInfo.$Shape): aranya.agent.v1.DeviceInfo & aranya.agent.v1.DeviceInfo.$Shape;
                 *   (properties?: aranya.agent.v1.DeviceInfo.$Properties): aranya.agent.v1.DeviceInfo;
                 * }}
                 */
                DeviceInfo.create = function(properties) {
                    return new DeviceInfo(properties);
                };

                /**
                 * Encodes the specified DeviceInfo message. Does not implicitly {@link aranya.agent.v1.DeviceInfo.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @static
                 * @param {aranya.agent.v1.DeviceInfo.$Properties} message DeviceInfo message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                DeviceInfo.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.agentVersion != null && $Object.hasOwnProperty.call(message, "agentVersion") && message.agentVersion !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.agentVersion);
                    if (message.operatingSystem != null && $Object.hasOwnProperty.call(message, "operatingSystem") && message.operatingSystem !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.operatingSystem);
                    if (message.architecture != null && $Object.hasOwnProperty.call(message, "architecture") && message.architecture !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.architecture);
                    if (message.osImage != null && $Object.hasOwnProperty.call(message, "osImage") && message.osImage !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.osImage);
                    if (message.kernelVersion != null && $Object.hasOwnProperty.call(message, "kernelVersion") && message.kernelVersion !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.kernelVersion);
                    if (message.machineId != null && $Object.hasOwnProperty.call(message, "machineId") && message.machineId !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.machineId);
                    if (message.systemUuid != null && $Object.hasOwnProperty.call(message, "systemUuid") && message.systemUuid !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.systemUuid);
                    if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId") && message.bootId !== "")
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.bootId);
                    if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname") && message.hostname !== "")
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.hostname);
                    if (message.capacity != null && $Object.hasOwnProperty.call(message, "capacity"))
                        for (let keys = $Object.keys(message.capacity), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 10, wireType 2 =*/82).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.capacity[keys[i]]).ldelim();
                    if (message.features != null && message.features.length)
                        for (let i = 0; i < message.features.length; ++i)
                            writer.uint32(/* id 11, wireType 2 =*/90).string(message.features[i]);
                    if (message.runtimeVersion != null && $Object.hasOwnProperty.call(message, "runtimeVersion") && message.runtimeVersion !== "")
                        writer.uint32(/* id 12, wireType 2 =*/98).string(message.runtimeVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a DeviceInfo message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.DeviceInfo & aranya.agent.v1.DeviceInfo.$Shape} DeviceInfo
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                DeviceInfo.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.DeviceInfo();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.agentVersion = value;
                                else
                                    delete message.agentVersion;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.operatingSystem = value;
                                else
                                    delete message.operatingSystem;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.architecture = value;
                                else
                                    delete message.architecture;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.osImage = value;
                                else
                                    delete message.osImage;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.kernelVersion = value;
                                else
                                    delete message.kernelVersion;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.machineId = value;
                                else
                                    delete message.machineId;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.systemUuid = value;
                                else
                                    delete message.systemUuid;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.bootId = value;
                                else
                                    delete message.bootId;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.hostname = value;
                                else
                                    delete message.hostname;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if (message.capacity === $util.emptyObject)
                                    message.capacity = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.capacity, key);
                                message.capacity[key] = value;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.features && message.features.length))
                                    message.features = [];
                                message.features.push(reader.stringVerify());
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.runtimeVersion = value;
                                else
                                    delete message.runtimeVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a DeviceInfo message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.DeviceInfo} DeviceInfo
                 */
                DeviceInfo.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.DeviceInfo)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.DeviceInfo: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.DeviceInfo();
                    if (object.agentVersion != null)
                        if (typeof object.agentVersion !== "string" || object.agentVersion.length)
                            message.agentVersion = $String(object.agentVersion);
                    if (object.operatingSystem != null)
                        if (typeof object.operatingSystem !== "string" || object.operatingSystem.length)
                            message.operatingSystem = $String(object.operatingSystem);
                    if (object.architecture != null)
                        if (typeof object.architecture !== "string" || object.architecture.length)
                            message.architecture = $String(object.architecture);
                    if (object.osImage != null)
                        if (typeof object.osImage !== "string" || object.osImage.length)
                            message.osImage = $String(object.osImage);
                    if (object.kernelVersion != null)
                        if (typeof object.kernelVersion !== "string" || object.kernelVersion.length)
                            message.kernelVersion = $String(object.kernelVersion);
                    if (object.machineId != null)
                        if (typeof object.machineId !== "string" || object.machineId.length)
                            message.machineId = $String(object.machineId);
                    if (object.systemUuid != null)
                        if (typeof object.systemUuid !== "string" || object.systemUuid.length)
                            message.systemUuid = $String(object.systemUuid);
                    if (object.bootId != null)
                        if (typeof object.bootId !== "string" || object.bootId.length)
                            message.bootId = $String(object.bootId);
                    if (object.hostname != null)
                        if (typeof object.hostname !== "string" || object.hostname.length)
                            message.hostname = $String(object.hostname);
                    if (object.capacity) {
                        if (!$util.isObject(object.capacity))
                            throw $TypeError(".aranya.agent.v1.DeviceInfo.capacity: object expected");
                        message.capacity = {};
                        for (let keys = $Object.keys(object.capacity), i = 0; i < keys.length; ++i) {
                            if (keys[i] === "__proto__")
                                $util.makeProp(message.capacity, keys[i]);
                            message.capacity[keys[i]] = $String(object.capacity[keys[i]]);
                        }
                    }
                    if (object.features) {
                        if (!$Array.isArray(object.features))
                            throw $TypeError(".aranya.agent.v1.DeviceInfo.features: array expected");
                        message.features = $Array(object.features.length);
                        for (let i = 0; i < object.features.length; ++i)
                            message.features[i] = $String(object.features[i]);
                    }
                    if (object.runtimeVersion != null)
                        if (typeof object.runtimeVersion !== "string" || object.runtimeVersion.length)
                            message.runtimeVersion = $String(object.runtimeVersion);
                    return message;
                };

                /**
                 * Creates a plain object from a DeviceInfo message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @static
                 * @param {aranya.agent.v1.DeviceInfo} message DeviceInfo
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                DeviceInfo.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.arrays || options.defaults)
                        object.features = [];
                    if (options.objects || options.defaults)
                        object.capacity = {};
                    if (options.defaults) {
                        object.agentVersion = "";
                        object.operatingSystem = "";
                        object.architecture = "";
                        object.osImage = "";
                        object.kernelVersion = "";
                        object.machineId = "";
                        object.systemUuid = "";
                        object.bootId = "";
                        object.hostname = "";
                        object.runtimeVersion = "";
                    }
                    if (message.agentVersion != null && $Object.hasOwnProperty.call(message, "agentVersion"))
                        object.agentVersion = message.agentVersion;
                    if (message.operatingSystem != null && $Object.hasOwnProperty.call(message, "operatingSystem"))
                        object.operatingSystem = message.operatingSystem;
                    if (message.architecture != null && $Object.hasOwnProperty.call(message, "architecture"))
                        object.architecture = message.architecture;
                    if (message.osImage != null && $Object.hasOwnProperty.call(message, "osImage"))
                        object.osImage = message.osImage;
                    if (message.kernelVersion != null && $Object.hasOwnProperty.call(message, "kernelVersion"))
                        object.kernelVersion = message.kernelVersion;
                    if (message.machineId != null && $Object.hasOwnProperty.call(message, "machineId"))
                        object.machineId = message.machineId;
                    if (message.systemUuid != null && $Object.hasOwnProperty.call(message, "systemUuid"))
                        object.systemUuid = message.systemUuid;
                    if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId"))
                        object.bootId = message.bootId;
                    if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
                        object.hostname = message.hostname;
                    let keys2;
                    if (message.capacity && (keys2 = $Object.keys(message.capacity)).length) {
                        object.capacity = {};
                        for (let j = 0; j < keys2.length; ++j) {
                            if (keys2[j] === "__proto__")
                                $util.makeProp(object.capacity, keys2[j]);
                            object.capacity[keys2[j]] = message.capacity[keys2[j]];
                        }
                    }
                    if (message.features && message.features.length) {
                        object.features = $Array(message.features.length);
                        for (let j = 0; j < message.features.length; ++j)
                            object.features[j] = message.features[j];
                    }
                    if (message.runtimeVersion != null && $Object.hasOwnProperty.call(message, "runtimeVersion"))
                        object.runtimeVersion = message.runtimeVersion;
                    return object;
                };

                /**
                 * Converts this DeviceInfo to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                DeviceInfo.prototype.toJSON = function() {
                    return DeviceInfo.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for DeviceInfo
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.DeviceInfo
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                DeviceInfo.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.DeviceInfo";
                };

                return DeviceInfo;
            })();

            v1.SessionRequest = (function() {

                /**
                 * Properties of a SessionRequest.
                 * @typedef {Object} aranya.agent.v1.SessionRequest.$Properties
                 * @property {string|null} [user] SessionRequest user
                 * @property {string|null} [auditId] SessionRequest auditId
                 * @property {aranya.agent.v1.Profile.$Properties|null} [profile] SessionRequest profile
                 * @property {aranya.agent.v1.ExecRequest.$Properties|null} [exec] SessionRequest exec
                 * @property {aranya.agent.v1.AttachRequest.$Properties|null} [attach] SessionRequest attach
                 * @property {aranya.agent.v1.LogRequest.$Properties|null} [log] SessionRequest log
                 * @property {aranya.agent.v1.PortForwardRequest.$Properties|null} [portForward] SessionRequest portForward
                 * @property {aranya.agent.v1.HostShellRequest.$Properties|null} [hostShell] SessionRequest hostShell
                 * @property {aranya.agent.v1.ConnectRequest.$Properties|null} [connect] SessionRequest connect
                 * @property {"exec"|"attach"|"log"|"portForward"|"hostShell"|"connect"} [target] SessionRequest target
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SessionRequest.
                 * @memberof aranya.agent.v1
                 * @interface ISessionRequest
                 * @augments aranya.agent.v1.SessionRequest.$Properties
                 * @deprecated Use aranya.agent.v1.SessionRequest.$Properties instead.
                 */

                /**
                 * Narrowed shape of a SessionRequest.
                 * @typedef {{
                 *   user?: string|null;
                 *   auditId?: string|null;
                 *   profile?: aranya.agent.v1.Profile.$Shape|null;
                 *   exec?: aranya.agent.v1.ExecRequest.$Shape|null;
                 *   attach?: aranya.agent.v1.AttachRequest.$Shape|null;
                 *   log?: aranya.agent.v1.LogRequest.$Shape|null;
                 *   portForward?: aranya.agent.v1.PortForwardRequest.$Shape|null;
                 *   hostShell?: aranya.agent.v1.HostShellRequest.$Shape|null;
                 *   connect?: aranya.agent.v1.ConnectRequest.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ target?: undefined; exec?: null; attach?: null; log?: null; portForward?: null; hostShell?: null; connect?: null }|{ target?: "exec"; exec: aranya.agent.v1.ExecRequest.$Shape; attach?: null; log?: null; portForward?: null; hostShell?: null; connect?: null }|{ target?: "attach"; exec?: null; attach: aranya.agent.v1.AttachRequest.$Shape; log?: null; portForward?: null; hostShell?: null; connect?: null }|{ target?: "log"; exec?: null; attach?: null; log: aranya.agent.v1.LogRequest.$Shape; portForward?: null; hostShell?: null; connect?: null }|{ target?: "portForward"; exec?: null; attach?: null; log?: null; portForward: aranya.agent.v1.PortForwardRequest.$Shape; hostShell?: null; connect?: null }|{ target?: "hostShell"; exec?: null; attach?: null; log?: null; portForward?: null; hostShell: aranya.agent.v1.HostShellRequest.$Shape; connect?: null }|{ target?: "connect"; exec?: null; attach?: null; log?: null; portForward?: null; hostShell?: null; connect: aranya.agent.v1.ConnectRequest.$Shape })
                 * )} aranya.agent.v1.SessionRequest.$Shape
                 */

                /**
                 * Constructs a new SessionRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a SessionRequest.
                 * @constructor
                 * @param {aranya.agent.v1.SessionRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SessionRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SessionRequest user.
                 * @member {string} user
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.user = "";

                /**
                 * SessionRequest auditId.
                 * @member {string} auditId
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.auditId = "";

                /**
                 * SessionRequest profile.
                 * @member {aranya.agent.v1.Profile.$Properties|null|undefined} profile
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.profile = null;

                /**
                 * SessionRequest exec.
                 * @member {aranya.agent.v1.ExecRequest.$Properties|null|undefined} exec
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.exec = null;

                /**
                 * SessionRequest attach.
                 * @member {aranya.agent.v1.AttachRequest.$Properties|null|undefined} attach
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.attach = null;

                /**
                 * SessionRequest log.
                 * @member {aranya.agent.v1.LogRequest.$Properties|null|undefined} log
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.log = null;

                /**
                 * SessionRequest portForward.
                 * @member {aranya.agent.v1.PortForwardRequest.$Properties|null|undefined} portForward
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.portForward = null;

                /**
                 * SessionRequest hostShell.
                 * @member {aranya.agent.v1.HostShellRequest.$Properties|null|undefined} hostShell
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.hostShell = null;

                /**
                 * SessionRequest connect.
                 * @member {aranya.agent.v1.ConnectRequest.$Properties|null|undefined} connect
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                SessionRequest.prototype.connect = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * SessionRequest target.
                 * @member {"exec"|"attach"|"log"|"portForward"|"hostShell"|"connect"|undefined} target
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 */
                $Object.defineProperty(SessionRequest.prototype, "target", {
                    get: $util.oneOfGetter($oneOfFields = ["exec", "attach", "log", "portForward", "hostShell", "connect"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Creates a new SessionRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.SessionRequest
                 * @static
                 * @param {aranya.agent.v1.SessionRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.SessionRequest} SessionRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.SessionRequest.$Shape): aranya.agent.v1.SessionRequest & aranya.agent.v1.SessionRequest.$Shape;
                 *   (properties?: aranya.agent.v1.SessionRequest.$Properties): aranya.agent.v1.SessionRequest;
                 * }}
                 */
                SessionRequest.create = function(properties) {
                    return new SessionRequest(properties);
                };

                /**
                 * Encodes the specified SessionRequest message. Does not implicitly {@link aranya.agent.v1.SessionRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.SessionRequest
                 * @static
                 * @param {aranya.agent.v1.SessionRequest.$Properties} message SessionRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SessionRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.user);
                    if (message.auditId != null && $Object.hasOwnProperty.call(message, "auditId") && message.auditId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.auditId);
                    if (message.profile != null && $Object.hasOwnProperty.call(message, "profile"))
                        $root.aranya.agent.v1.Profile.encode(message.profile, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.exec != null && $Object.hasOwnProperty.call(message, "exec"))
                        $root.aranya.agent.v1.ExecRequest.encode(message.exec, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                    if (message.attach != null && $Object.hasOwnProperty.call(message, "attach"))
                        $root.aranya.agent.v1.AttachRequest.encode(message.attach, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                    if (message.log != null && $Object.hasOwnProperty.call(message, "log"))
                        $root.aranya.agent.v1.LogRequest.encode(message.log, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                    if (message.portForward != null && $Object.hasOwnProperty.call(message, "portForward"))
                        $root.aranya.agent.v1.PortForwardRequest.encode(message.portForward, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                    if (message.hostShell != null && $Object.hasOwnProperty.call(message, "hostShell"))
                        $root.aranya.agent.v1.HostShellRequest.encode(message.hostShell, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                    if (message.connect != null && $Object.hasOwnProperty.call(message, "connect"))
                        $root.aranya.agent.v1.ConnectRequest.encode(message.connect, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SessionRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.SessionRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.SessionRequest & aranya.agent.v1.SessionRequest.$Shape} SessionRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SessionRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.SessionRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.user = value;
                                else
                                    delete message.user;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.auditId = value;
                                else
                                    delete message.auditId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.profile = $root.aranya.agent.v1.Profile.decode(reader, reader.size(), $undefined, _depth + 1, message.profile);
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.exec = $root.aranya.agent.v1.ExecRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.exec);
                                message.target = "exec";
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.attach = $root.aranya.agent.v1.AttachRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.attach);
                                message.target = "attach";
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.log = $root.aranya.agent.v1.LogRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.log);
                                message.target = "log";
                                continue;
                            }
                        case 13: {
                                if (wireType !== 2)
                                    break;
                                message.portForward = $root.aranya.agent.v1.PortForwardRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.portForward);
                                message.target = "portForward";
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                message.hostShell = $root.aranya.agent.v1.HostShellRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.hostShell);
                                message.target = "hostShell";
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                message.connect = $root.aranya.agent.v1.ConnectRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.connect);
                                message.target = "connect";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a SessionRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.SessionRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.SessionRequest} SessionRequest
                 */
                SessionRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.SessionRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.SessionRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.SessionRequest();
                    if (object.user != null)
                        if (typeof object.user !== "string" || object.user.length)
                            message.user = $String(object.user);
                    if (object.auditId != null)
                        if (typeof object.auditId !== "string" || object.auditId.length)
                            message.auditId = $String(object.auditId);
                    if (object.profile != null) {
                        if (!$util.isObject(object.profile))
                            throw $TypeError(".aranya.agent.v1.SessionRequest.profile: object expected");
                        message.profile = $root.aranya.agent.v1.Profile.fromObject(object.profile, _depth + 1);
                    }
                    if (object.exec != null) {
                        if (!$util.isObject(object.exec))
                            throw $TypeError(".aranya.agent.v1.SessionRequest.exec: object expected");
                        message.exec = $root.aranya.agent.v1.ExecRequest.fromObject(object.exec, _depth + 1);
                    }
                    if (object.attach != null) {
                        if (!$util.isObject(object.attach))
                            throw $TypeError(".aranya.agent.v1.SessionRequest.attach: object expected");
                        message.attach = $root.aranya.agent.v1.AttachRequest.fromObject(object.attach, _depth + 1);
                    }
                    if (object.log != null) {
                        if (!$util.isObject(object.log))
                            throw $TypeError(".aranya.agent.v1.SessionRequest.log: object expected");
                        message.log = $root.aranya.agent.v1.LogRequest.fromObject(object.log, _depth + 1);
                    }
                    if (object.portForward != null) {
                        if (!$util.isObject(object.portForward))
                            throw $TypeError(".aranya.agent.v1.SessionRequest.portForward: object expected");
                        message.portForward = $root.aranya.agent.v1.PortForwardRequest.fromObject(object.portForward, _depth + 1);
                    }
                    if (object.hostShell != null) {
                        if (!$util.isObject(object.hostShell))
                            throw $TypeError(".aranya.agent.v1.SessionRequest.hostShell: object expected");
                        message.hostShell = $root.aranya.agent.v1.HostShellRequest.fromObject(object.hostShell, _depth + 1);
                    }
                    if (object.connect != null) {
                        if (!$util.isObject(object.connect))
                            throw $TypeError(".aranya.agent.v1.SessionRequest.connect: object expected");
                        message.connect = $root.aranya.agent.v1.ConnectRequest.fromObject(object.connect, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a SessionRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.SessionRequest
                 * @static
                 * @param {aranya.agent.v1.SessionRequest} message SessionRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                SessionRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.user = "";
                        object.auditId = "";
                        object.profile = null;
                    }
                    if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                        object.user = message.user;
                    if (message.auditId != null && $Object.hasOwnProperty.call(message, "auditId"))
                        object.auditId = message.auditId;
                    if (message.profile != null && $Object.hasOwnProperty.call(message, "profile"))
                        object.profile = $root.aranya.agent.v1.Profile.toObject(message.profile, options, _depth + 1);
                    if (message.exec != null && $Object.hasOwnProperty.call(message, "exec")) {
                        object.exec = $root.aranya.agent.v1.ExecRequest.toObject(message.exec, options, _depth + 1);
                        if (options.oneofs)
                            object.target = "exec";
                    }
                    if (message.attach != null && $Object.hasOwnProperty.call(message, "attach")) {
                        object.attach = $root.aranya.agent.v1.AttachRequest.toObject(message.attach, options, _depth + 1);
                        if (options.oneofs)
                            object.target = "attach";
                    }
                    if (message.log != null && $Object.hasOwnProperty.call(message, "log")) {
                        object.log = $root.aranya.agent.v1.LogRequest.toObject(message.log, options, _depth + 1);
                        if (options.oneofs)
                            object.target = "log";
                    }
                    if (message.portForward != null && $Object.hasOwnProperty.call(message, "portForward")) {
                        object.portForward = $root.aranya.agent.v1.PortForwardRequest.toObject(message.portForward, options, _depth + 1);
                        if (options.oneofs)
                            object.target = "portForward";
                    }
                    if (message.hostShell != null && $Object.hasOwnProperty.call(message, "hostShell")) {
                        object.hostShell = $root.aranya.agent.v1.HostShellRequest.toObject(message.hostShell, options, _depth + 1);
                        if (options.oneofs)
                            object.target = "hostShell";
                    }
                    if (message.connect != null && $Object.hasOwnProperty.call(message, "connect")) {
                        object.connect = $root.aranya.agent.v1.ConnectRequest.toObject(message.connect, options, _depth + 1);
                        if (options.oneofs)
                            object.target = "connect";
                    }
                    return object;
                };

                /**
                 * Converts this SessionRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.SessionRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                SessionRequest.prototype.toJSON = function() {
                    return SessionRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for SessionRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.SessionRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                SessionRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.SessionRequest";
                };

                return SessionRequest;
            })();

            v1.Profile = (function() {

                /**
                 * Properties of a Profile.
                 * @typedef {Object} aranya.agent.v1.Profile.$Properties
                 * @property {string|null} [virtualPod] Profile virtualPod
                 * @property {string|null} [container] Profile container
                 * @property {Array.<string>|null} [command] Profile command
                 * @property {string|null} [user] Profile user
                 * @property {string|null} [workingDir] Profile workingDir
                 * @property {Array.<aranya.agent.v1.EnvVar.$Properties>|null} [env] Profile env
                 * @property {aranya.agent.v1.StringList.$Properties|null} [allowedCommands] Profile allowedCommands
                 * @property {aranya.agent.v1.PortList.$Properties|null} [allowedPorts] Profile allowedPorts
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Profile.
                 * @memberof aranya.agent.v1
                 * @interface IProfile
                 * @augments aranya.agent.v1.Profile.$Properties
                 * @deprecated Use aranya.agent.v1.Profile.$Properties instead.
                 */

                /**
                 * Shape of a Profile.
                 * @typedef {aranya.agent.v1.Profile.$Properties} aranya.agent.v1.Profile.$Shape
                 */

                /**
                 * Constructs a new Profile.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Profile.
                 * @constructor
                 * @param {aranya.agent.v1.Profile.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Profile = function (properties) {
                    this.command = [];
                    this.env = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Profile virtualPod.
                 * @member {string} virtualPod
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.virtualPod = "";

                /**
                 * Profile container.
                 * @member {string} container
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.container = "";

                /**
                 * Profile command.
                 * @member {Array.<string>} command
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.command = $util.emptyArray;

                /**
                 * Profile user.
                 * @member {string} user
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.user = "";

                /**
                 * Profile workingDir.
                 * @member {string} workingDir
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.workingDir = "";

                /**
                 * Profile env.
                 * @member {Array.<aranya.agent.v1.EnvVar.$Properties>} env
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.env = $util.emptyArray;

                /**
                 * Profile allowedCommands.
                 * @member {aranya.agent.v1.StringList.$Properties|null|undefined} allowedCommands
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.allowedCommands = null;

                /**
                 * Profile allowedPorts.
                 * @member {aranya.agent.v1.PortList.$Properties|null|undefined} allowedPorts
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 */
                Profile.prototype.allowedPorts = null;

                /**
                 * Creates a new Profile instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Profile
                 * @static
                 * @param {aranya.agent.v1.Profile.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Profile} Profile instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Profile.$Shape): aranya.agent.v1.Profile & aranya.agent.v1.Profile.$Shape;
                 *   (properties?: aranya.agent.v1.Profile.$Properties): aranya.agent.v1.Profile;
                 * }}
                 */
                Profile.create = function(properties) {
                    return new Profile(properties);
                };

                /**
                 * Encodes the specified Profile message. Does not implicitly {@link aranya.agent.v1.Profile.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Profile
                 * @static
                 * @param {aranya.agent.v1.Profile.$Properties} message Profile message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Profile.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.virtualPod != null && $Object.hasOwnProperty.call(message, "virtualPod") && message.virtualPod !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.virtualPod);
                    if (message.container != null && $Object.hasOwnProperty.call(message, "container") && message.container !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.container);
                    if (message.command != null && message.command.length)
                        for (let i = 0; i < message.command.length; ++i)
                            writer.uint32(/* id 3, wireType 2 =*/26).string(message.command[i]);
                    if (message.user != null && $Object.hasOwnProperty.call(message, "user") && message.user !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.user);
                    if (message.workingDir != null && $Object.hasOwnProperty.call(message, "workingDir") && message.workingDir !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.workingDir);
                    if (message.env != null && message.env.length)
                        for (let i = 0; i < message.env.length; ++i)
                            $root.aranya.agent.v1.EnvVar.encode(message.env[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.allowedCommands != null && $Object.hasOwnProperty.call(message, "allowedCommands"))
                        $root.aranya.agent.v1.StringList.encode(message.allowedCommands, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                    if (message.allowedPorts != null && $Object.hasOwnProperty.call(message, "allowedPorts"))
                        $root.aranya.agent.v1.PortList.encode(message.allowedPorts, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Profile message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Profile
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Profile & aranya.agent.v1.Profile.$Shape} Profile
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Profile.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Profile();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.virtualPod = value;
                                else
                                    delete message.virtualPod;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.container = value;
                                else
                                    delete message.container;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.command && message.command.length))
                                    message.command = [];
                                message.command.push(reader.stringVerify());
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.user = value;
                                else
                                    delete message.user;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.workingDir = value;
                                else
                                    delete message.workingDir;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.env && message.env.length))
                                    message.env = [];
                                message.env.push($root.aranya.agent.v1.EnvVar.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.allowedCommands = $root.aranya.agent.v1.StringList.decode(reader, reader.size(), $undefined, _depth + 1, message.allowedCommands);
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.allowedPorts = $root.aranya.agent.v1.PortList.decode(reader, reader.size(), $undefined, _depth + 1, message.allowedPorts);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Profile message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Profile
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Profile} Profile
                 */
                Profile.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Profile)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Profile: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Profile();
                    if (object.virtualPod != null)
                        if (typeof object.virtualPod !== "string" || object.virtualPod.length)
                            message.virtualPod = $String(object.virtualPod);
                    if (object.container != null)
                        if (typeof object.container !== "string" || object.container.length)
                            message.container = $String(object.container);
                    if (object.command) {
                        if (!$Array.isArray(object.command))
                            throw $TypeError(".aranya.agent.v1.Profile.command: array expected");
                        message.command = $Array(object.command.length);
                        for (let i = 0; i < object.command.length; ++i)
                            message.command[i] = $String(object.command[i]);
                    }
                    if (object.user != null)
                        if (typeof object.user !== "string" || object.user.length)
                            message.user = $String(object.user);
                    if (object.workingDir != null)
                        if (typeof object.workingDir !== "string" || object.workingDir.length)
                            message.workingDir = $String(object.workingDir);
                    if (object.env) {
                        if (!$Array.isArray(object.env))
                            throw $TypeError(".aranya.agent.v1.Profile.env: array expected");
                        message.env = $Array(object.env.length);
                        for (let i = 0; i < object.env.length; ++i) {
                            if (!$util.isObject(object.env[i]))
                                throw $TypeError(".aranya.agent.v1.Profile.env: object expected");
                            message.env[i] = $root.aranya.agent.v1.EnvVar.fromObject(object.env[i], _depth + 1);
                        }
                    }
                    if (object.allowedCommands != null) {
                        if (!$util.isObject(object.allowedCommands))
                            throw $TypeError(".aranya.agent.v1.Profile.allowedCommands: object expected");
                        message.allowedCommands = $root.aranya.agent.v1.StringList.fromObject(object.allowedCommands, _depth + 1);
                    }
                    if (object.allowedPorts != null) {
                        if (!$util.isObject(object.allowedPorts))
                            throw $TypeError(".aranya.agent.v1.Profile.allowedPorts: object expected");
                        message.allowedPorts = $root.aranya.agent.v1.PortList.fromObject(object.allowedPorts, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a Profile message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Profile
                 * @static
                 * @param {aranya.agent.v1.Profile} message Profile
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Profile.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.arrays || options.defaults) {
                        object.command = [];
                        object.env = [];
                    }
                    if (options.defaults) {
                        object.virtualPod = "";
                        object.container = "";
                        object.user = "";
                        object.workingDir = "";
                        object.allowedCommands = null;
                        object.allowedPorts = null;
                    }
                    if (message.virtualPod != null && $Object.hasOwnProperty.call(message, "virtualPod"))
                        object.virtualPod = message.virtualPod;
                    if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                        object.container = message.container;
                    if (message.command && message.command.length) {
                        object.command = $Array(message.command.length);
                        for (let j = 0; j < message.command.length; ++j)
                            object.command[j] = message.command[j];
                    }
                    if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
                        object.user = message.user;
                    if (message.workingDir != null && $Object.hasOwnProperty.call(message, "workingDir"))
                        object.workingDir = message.workingDir;
                    if (message.env && message.env.length) {
                        object.env = $Array(message.env.length);
                        for (let j = 0; j < message.env.length; ++j)
                            object.env[j] = $root.aranya.agent.v1.EnvVar.toObject(message.env[j], options, _depth + 1);
                    }
                    if (message.allowedCommands != null && $Object.hasOwnProperty.call(message, "allowedCommands"))
                        object.allowedCommands = $root.aranya.agent.v1.StringList.toObject(message.allowedCommands, options, _depth + 1);
                    if (message.allowedPorts != null && $Object.hasOwnProperty.call(message, "allowedPorts"))
                        object.allowedPorts = $root.aranya.agent.v1.PortList.toObject(message.allowedPorts, options, _depth + 1);
                    return object;
                };

                /**
                 * Converts this Profile to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Profile
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Profile.prototype.toJSON = function() {
                    return Profile.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Profile
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Profile
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Profile.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Profile";
                };

                return Profile;
            })();

            v1.EnvVar = (function() {

                /**
                 * Properties of an EnvVar.
                 * @typedef {Object} aranya.agent.v1.EnvVar.$Properties
                 * @property {string|null} [name] EnvVar name
                 * @property {string|null} [value] EnvVar value
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EnvVar.
                 * @memberof aranya.agent.v1
                 * @interface IEnvVar
                 * @augments aranya.agent.v1.EnvVar.$Properties
                 * @deprecated Use aranya.agent.v1.EnvVar.$Properties instead.
                 */

                /**
                 * Shape of an EnvVar.
                 * @typedef {aranya.agent.v1.EnvVar.$Properties} aranya.agent.v1.EnvVar.$Shape
                 */

                /**
                 * Constructs a new EnvVar.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an EnvVar.
                 * @constructor
                 * @param {aranya.agent.v1.EnvVar.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EnvVar = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EnvVar name.
                 * @member {string} name
                 * @memberof aranya.agent.v1.EnvVar
                 * @instance
                 */
                EnvVar.prototype.name = "";

                /**
                 * EnvVar value.
                 * @member {string} value
                 * @memberof aranya.agent.v1.EnvVar
                 * @instance
                 */
                EnvVar.prototype.value = "";

                /**
                 * Creates a new EnvVar instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.EnvVar
                 * @static
                 * @param {aranya.agent.v1.EnvVar.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.EnvVar} EnvVar instance
                 * @type {{
                 *   (properties: aranya.agent.v1.EnvVar.$Shape): aranya.agent.v1.EnvVar & aranya.agent.v1.EnvVar.$Shape;
                 *   (properties?: aranya.agent.v1.EnvVar.$Properties): aranya.agent.v1.EnvVar;
                 * }}
                 */
                EnvVar.create = function(properties) {
                    return new EnvVar(properties);
                };

                /**
                 * Encodes the specified EnvVar message. Does not implicitly {@link aranya.agent.v1.EnvVar.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.EnvVar
                 * @static
                 * @param {aranya.agent.v1.EnvVar.$Properties} message EnvVar message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EnvVar.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.value);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an EnvVar message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.EnvVar
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.EnvVar & aranya.agent.v1.EnvVar.$Shape} EnvVar
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EnvVar.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.EnvVar();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.value = value;
                                else
                                    delete message.value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an EnvVar message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.EnvVar
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.EnvVar} EnvVar
                 */
                EnvVar.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.EnvVar)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.EnvVar: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.EnvVar();
                    if (object.name != null)
                        if (typeof object.name !== "string" || object.name.length)
                            message.name = $String(object.name);
                    if (object.value != null)
                        if (typeof object.value !== "string" || object.value.length)
                            message.value = $String(object.value);
                    return message;
                };

                /**
                 * Creates a plain object from an EnvVar message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.EnvVar
                 * @static
                 * @param {aranya.agent.v1.EnvVar} message EnvVar
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                EnvVar.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.name = "";
                        object.value = "";
                    }
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                        object.name = message.name;
                    if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                        object.value = message.value;
                    return object;
                };

                /**
                 * Converts this EnvVar to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.EnvVar
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                EnvVar.prototype.toJSON = function() {
                    return EnvVar.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for EnvVar
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.EnvVar
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                EnvVar.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.EnvVar";
                };

                return EnvVar;
            })();

            v1.StringList = (function() {

                /**
                 * Properties of a StringList.
                 * @typedef {Object} aranya.agent.v1.StringList.$Properties
                 * @property {Array.<string>|null} [items] StringList items
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StringList.
                 * @memberof aranya.agent.v1
                 * @interface IStringList
                 * @augments aranya.agent.v1.StringList.$Properties
                 * @deprecated Use aranya.agent.v1.StringList.$Properties instead.
                 */

                /**
                 * Shape of a StringList.
                 * @typedef {aranya.agent.v1.StringList.$Properties} aranya.agent.v1.StringList.$Shape
                 */

                /**
                 * Constructs a new StringList.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a StringList.
                 * @constructor
                 * @param {aranya.agent.v1.StringList.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StringList = function (properties) {
                    this.items = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * StringList items.
                 * @member {Array.<string>} items
                 * @memberof aranya.agent.v1.StringList
                 * @instance
                 */
                StringList.prototype.items = $util.emptyArray;

                /**
                 * Creates a new StringList instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.StringList
                 * @static
                 * @param {aranya.agent.v1.StringList.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.StringList} StringList instance
                 * @type {{
                 *   (properties: aranya.agent.v1.StringList.$Shape): aranya.agent.v1.StringList & aranya.agent.v1.StringList.$Shape;
                 *   (properties?: aranya.agent.v1.StringList.$Properties): aranya.agent.v1.StringList;
                 * }}
                 */
                StringList.create = function(properties) {
                    return new StringList(properties);
                };

                /**
                 * Encodes the specified StringList message. Does not implicitly {@link aranya.agent.v1.StringList.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.StringList
                 * @static
                 * @param {aranya.agent.v1.StringList.$Properties} message StringList message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StringList.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.items != null && message.items.length)
                        for (let i = 0; i < message.items.length; ++i)
                            writer.uint32(/* id 1, wireType 2 =*/10).string(message.items[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StringList message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.StringList
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.StringList & aranya.agent.v1.StringList.$Shape} StringList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StringList.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.StringList();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.items && message.items.length))
                                    message.items = [];
                                message.items.push(reader.stringVerify());
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a StringList message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.StringList
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.StringList} StringList
                 */
                StringList.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.StringList)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.StringList: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.StringList();
                    if (object.items) {
                        if (!$Array.isArray(object.items))
                            throw $TypeError(".aranya.agent.v1.StringList.items: array expected");
                        message.items = $Array(object.items.length);
                        for (let i = 0; i < object.items.length; ++i)
                            message.items[i] = $String(object.items[i]);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a StringList message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.StringList
                 * @static
                 * @param {aranya.agent.v1.StringList} message StringList
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                StringList.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.arrays || options.defaults)
                        object.items = [];
                    if (message.items && message.items.length) {
                        object.items = $Array(message.items.length);
                        for (let j = 0; j < message.items.length; ++j)
                            object.items[j] = message.items[j];
                    }
                    return object;
                };

                /**
                 * Converts this StringList to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.StringList
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                StringList.prototype.toJSON = function() {
                    return StringList.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for StringList
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.StringList
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                StringList.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.StringList";
                };

                return StringList;
            })();

            v1.PortList = (function() {

                /**
                 * Properties of a PortList.
                 * @typedef {Object} aranya.agent.v1.PortList.$Properties
                 * @property {Array.<number>|null} [items] PortList items
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PortList.
                 * @memberof aranya.agent.v1
                 * @interface IPortList
                 * @augments aranya.agent.v1.PortList.$Properties
                 * @deprecated Use aranya.agent.v1.PortList.$Properties instead.
                 */

                /**
                 * Shape of a PortList.
                 * @typedef {aranya.agent.v1.PortList.$Properties} aranya.agent.v1.PortList.$Shape
                 */

                /**
                 * Constructs a new PortList.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a PortList.
                 * @constructor
                 * @param {aranya.agent.v1.PortList.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PortList = function (properties) {
                    this.items = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PortList items.
                 * @member {Array.<number>} items
                 * @memberof aranya.agent.v1.PortList
                 * @instance
                 */
                PortList.prototype.items = $util.emptyArray;

                /**
                 * Creates a new PortList instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.PortList
                 * @static
                 * @param {aranya.agent.v1.PortList.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.PortList} PortList instance
                 * @type {{
                 *   (properties: aranya.agent.v1.PortList.$Shape): aranya.agent.v1.PortList & aranya.agent.v1.PortList.$Shape;
                 *   (properties?: aranya.agent.v1.PortList.$Properties): aranya.agent.v1.PortList;
                 * }}
                 */
                PortList.create = function(properties) {
                    return new PortList(properties);
                };

                /**
                 * Encodes the specified PortList message. Does not implicitly {@link aranya.agent.v1.PortList.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.PortList
                 * @static
                 * @param {aranya.agent.v1.PortList.$Properties} message PortList message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PortList.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.items != null && message.items.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).uint32s(message.items);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PortList message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.PortList
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.PortList & aranya.agent.v1.PortList.$Shape} PortList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PortList.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.PortList();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType === 2) {
                                    if (!(message.items && message.items.length))
                                        message.items = [];
                                    reader.uint32s(message.items);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.items && message.items.length))
                                    message.items = [];
                                message.items.push(reader.uint32());
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a PortList message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.PortList
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.PortList} PortList
                 */
                PortList.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.PortList)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.PortList: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.PortList();
                    if (object.items) {
                        if (!$Array.isArray(object.items))
                            throw $TypeError(".aranya.agent.v1.PortList.items: array expected");
                        message.items = $Array(object.items.length);
                        for (let i = 0; i < object.items.length; ++i)
                            message.items[i] = object.items[i] >>> 0;
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a PortList message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.PortList
                 * @static
                 * @param {aranya.agent.v1.PortList} message PortList
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                PortList.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.arrays || options.defaults)
                        object.items = [];
                    if (message.items && message.items.length) {
                        object.items = $Array(message.items.length);
                        for (let j = 0; j < message.items.length; ++j)
                            object.items[j] = message.items[j];
                    }
                    return object;
                };

                /**
                 * Converts this PortList to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.PortList
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                PortList.prototype.toJSON = function() {
                    return PortList.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for PortList
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.PortList
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                PortList.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.PortList";
                };

                return PortList;
            })();

            v1.ExecRequest = (function() {

                /**
                 * Properties of an ExecRequest.
                 * @typedef {Object} aranya.agent.v1.ExecRequest.$Properties
                 * @property {Array.<string>|null} [command] ExecRequest command
                 * @property {boolean|null} [stdin] ExecRequest stdin
                 * @property {boolean|null} [stdout] ExecRequest stdout
                 * @property {boolean|null} [stderr] ExecRequest stderr
                 * @property {boolean|null} [tty] ExecRequest tty
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ExecRequest.
                 * @memberof aranya.agent.v1
                 * @interface IExecRequest
                 * @augments aranya.agent.v1.ExecRequest.$Properties
                 * @deprecated Use aranya.agent.v1.ExecRequest.$Properties instead.
                 */

                /**
                 * Shape of an ExecRequest.
                 * @typedef {aranya.agent.v1.ExecRequest.$Properties} aranya.agent.v1.ExecRequest.$Shape
                 */

                /**
                 * Constructs a new ExecRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an ExecRequest.
                 * @constructor
                 * @param {aranya.agent.v1.ExecRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ExecRequest = function (properties) {
                    this.command = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ExecRequest command.
                 * @member {Array.<string>} command
                 * @memberof aranya.agent.v1.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.command = $util.emptyArray;

                /**
                 * ExecRequest stdin.
                 * @member {boolean} stdin
                 * @memberof aranya.agent.v1.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.stdin = false;

                /**
                 * ExecRequest stdout.
                 * @member {boolean} stdout
                 * @memberof aranya.agent.v1.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.stdout = false;

                /**
                 * ExecRequest stderr.
                 * @member {boolean} stderr
                 * @memberof aranya.agent.v1.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.stderr = false;

                /**
                 * ExecRequest tty.
                 * @member {boolean} tty
                 * @memberof aranya.agent.v1.ExecRequest
                 * @instance
                 */
                ExecRequest.prototype.tty = false;

                /**
                 * Creates a new ExecRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.ExecRequest
                 * @static
                 * @param {aranya.agent.v1.ExecRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.ExecRequest} ExecRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.ExecRequest.$Shape): aranya.agent.v1.ExecRequest & aranya.agent.v1.ExecRequest.$Shape;
                 *   (properties?: aranya.agent.v1.ExecRequest.$Properties): aranya.agent.v1.ExecRequest;
                 * }}
                 */
                ExecRequest.create = function(properties) {
                    return new ExecRequest(properties);
                };

                /**
                 * Encodes the specified ExecRequest message. Does not implicitly {@link aranya.agent.v1.ExecRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.ExecRequest
                 * @static
                 * @param {aranya.agent.v1.ExecRequest.$Properties} message ExecRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ExecRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.command != null && message.command.length)
                        for (let i = 0; i < message.command.length; ++i)
                            writer.uint32(/* id 1, wireType 2 =*/10).string(message.command[i]);
                    if (message.stdin != null && $Object.hasOwnProperty.call(message, "stdin") && message.stdin !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.stdin);
                    if (message.stdout != null && $Object.hasOwnProperty.call(message, "stdout") && message.stdout !== false)
                        writer.uint32(/* id 3, wireType 0 =*/24).bool(message.stdout);
                    if (message.stderr != null && $Object.hasOwnProperty.call(message, "stderr") && message.stderr !== false)
                        writer.uint32(/* id 4, wireType 0 =*/32).bool(message.stderr);
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty") && message.tty !== false)
                        writer.uint32(/* id 5, wireType 0 =*/40).bool(message.tty);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ExecRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.ExecRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.ExecRequest & aranya.agent.v1.ExecRequest.$Shape} ExecRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ExecRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.ExecRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.command && message.command.length))
                                    message.command = [];
                                message.command.push(reader.stringVerify());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.stdin = value;
                                else
                                    delete message.stdin;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.stdout = value;
                                else
                                    delete message.stdout;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.stderr = value;
                                else
                                    delete message.stderr;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.tty = value;
                                else
                                    delete message.tty;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an ExecRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.ExecRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.ExecRequest} ExecRequest
                 */
                ExecRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.ExecRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.ExecRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.ExecRequest();
                    if (object.command) {
                        if (!$Array.isArray(object.command))
                            throw $TypeError(".aranya.agent.v1.ExecRequest.command: array expected");
                        message.command = $Array(object.command.length);
                        for (let i = 0; i < object.command.length; ++i)
                            message.command[i] = $String(object.command[i]);
                    }
                    if (object.stdin != null)
                        if (object.stdin)
                            message.stdin = $Boolean(object.stdin);
                    if (object.stdout != null)
                        if (object.stdout)
                            message.stdout = $Boolean(object.stdout);
                    if (object.stderr != null)
                        if (object.stderr)
                            message.stderr = $Boolean(object.stderr);
                    if (object.tty != null)
                        if (object.tty)
                            message.tty = $Boolean(object.tty);
                    return message;
                };

                /**
                 * Creates a plain object from an ExecRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.ExecRequest
                 * @static
                 * @param {aranya.agent.v1.ExecRequest} message ExecRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                ExecRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.arrays || options.defaults)
                        object.command = [];
                    if (options.defaults) {
                        object.stdin = false;
                        object.stdout = false;
                        object.stderr = false;
                        object.tty = false;
                    }
                    if (message.command && message.command.length) {
                        object.command = $Array(message.command.length);
                        for (let j = 0; j < message.command.length; ++j)
                            object.command[j] = message.command[j];
                    }
                    if (message.stdin != null && $Object.hasOwnProperty.call(message, "stdin"))
                        object.stdin = message.stdin;
                    if (message.stdout != null && $Object.hasOwnProperty.call(message, "stdout"))
                        object.stdout = message.stdout;
                    if (message.stderr != null && $Object.hasOwnProperty.call(message, "stderr"))
                        object.stderr = message.stderr;
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty"))
                        object.tty = message.tty;
                    return object;
                };

                /**
                 * Converts this ExecRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.ExecRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                ExecRequest.prototype.toJSON = function() {
                    return ExecRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for ExecRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.ExecRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                ExecRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.ExecRequest";
                };

                return ExecRequest;
            })();

            v1.AttachRequest = (function() {

                /**
                 * Properties of an AttachRequest.
                 * @typedef {Object} aranya.agent.v1.AttachRequest.$Properties
                 * @property {boolean|null} [stdin] AttachRequest stdin
                 * @property {boolean|null} [stdout] AttachRequest stdout
                 * @property {boolean|null} [stderr] AttachRequest stderr
                 * @property {boolean|null} [tty] AttachRequest tty
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an AttachRequest.
                 * @memberof aranya.agent.v1
                 * @interface IAttachRequest
                 * @augments aranya.agent.v1.AttachRequest.$Properties
                 * @deprecated Use aranya.agent.v1.AttachRequest.$Properties instead.
                 */

                /**
                 * Shape of an AttachRequest.
                 * @typedef {aranya.agent.v1.AttachRequest.$Properties} aranya.agent.v1.AttachRequest.$Shape
                 */

                /**
                 * Constructs a new AttachRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents an AttachRequest.
                 * @constructor
                 * @param {aranya.agent.v1.AttachRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const AttachRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * AttachRequest stdin.
                 * @member {boolean} stdin
                 * @memberof aranya.agent.v1.AttachRequest
                 * @instance
                 */
                AttachRequest.prototype.stdin = false;

                /**
                 * AttachRequest stdout.
                 * @member {boolean} stdout
                 * @memberof aranya.agent.v1.AttachRequest
                 * @instance
                 */
                AttachRequest.prototype.stdout = false;

                /**
                 * AttachRequest stderr.
                 * @member {boolean} stderr
                 * @memberof aranya.agent.v1.AttachRequest
                 * @instance
                 */
                AttachRequest.prototype.stderr = false;

                /**
                 * AttachRequest tty.
                 * @member {boolean} tty
                 * @memberof aranya.agent.v1.AttachRequest
                 * @instance
                 */
                AttachRequest.prototype.tty = false;

                /**
                 * Creates a new AttachRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.AttachRequest
                 * @static
                 * @param {aranya.agent.v1.AttachRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.AttachRequest} AttachRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.AttachRequest.$Shape): aranya.agent.v1.AttachRequest & aranya.agent.v1.AttachRequest.$Shape;
                 *   (properties?: aranya.agent.v1.AttachRequest.$Properties): aranya.agent.v1.AttachRequest;
                 * }}
                 */
                AttachRequest.create = function(properties) {
                    return new AttachRequest(properties);
                };

                /**
                 * Encodes the specified AttachRequest message. Does not implicitly {@link aranya.agent.v1.AttachRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.AttachRequest
                 * @static
                 * @param {aranya.agent.v1.AttachRequest.$Properties} message AttachRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                AttachRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.stdin != null && $Object.hasOwnProperty.call(message, "stdin") && message.stdin !== false)
                        writer.uint32(/* id 1, wireType 0 =*/8).bool(message.stdin);
                    if (message.stdout != null && $Object.hasOwnProperty.call(message, "stdout") && message.stdout !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.stdout);
                    if (message.stderr != null && $Object.hasOwnProperty.call(message, "stderr") && message.stderr !== false)
                        writer.uint32(/* id 3, wireType 0 =*/24).bool(message.stderr);
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty") && message.tty !== false)
                        writer.uint32(/* id 4, wireType 0 =*/32).bool(message.tty);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an AttachRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.AttachRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.AttachRequest & aranya.agent.v1.AttachRequest.$Shape} AttachRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                AttachRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.AttachRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.stdin = value;
                                else
                                    delete message.stdin;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.stdout = value;
                                else
                                    delete message.stdout;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.stderr = value;
                                else
                                    delete message.stderr;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.tty = value;
                                else
                                    delete message.tty;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates an AttachRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.AttachRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.AttachRequest} AttachRequest
                 */
                AttachRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.AttachRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.AttachRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.AttachRequest();
                    if (object.stdin != null)
                        if (object.stdin)
                            message.stdin = $Boolean(object.stdin);
                    if (object.stdout != null)
                        if (object.stdout)
                            message.stdout = $Boolean(object.stdout);
                    if (object.stderr != null)
                        if (object.stderr)
                            message.stderr = $Boolean(object.stderr);
                    if (object.tty != null)
                        if (object.tty)
                            message.tty = $Boolean(object.tty);
                    return message;
                };

                /**
                 * Creates a plain object from an AttachRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.AttachRequest
                 * @static
                 * @param {aranya.agent.v1.AttachRequest} message AttachRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                AttachRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.stdin = false;
                        object.stdout = false;
                        object.stderr = false;
                        object.tty = false;
                    }
                    if (message.stdin != null && $Object.hasOwnProperty.call(message, "stdin"))
                        object.stdin = message.stdin;
                    if (message.stdout != null && $Object.hasOwnProperty.call(message, "stdout"))
                        object.stdout = message.stdout;
                    if (message.stderr != null && $Object.hasOwnProperty.call(message, "stderr"))
                        object.stderr = message.stderr;
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty"))
                        object.tty = message.tty;
                    return object;
                };

                /**
                 * Converts this AttachRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.AttachRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                AttachRequest.prototype.toJSON = function() {
                    return AttachRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for AttachRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.AttachRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                AttachRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.AttachRequest";
                };

                return AttachRequest;
            })();

            v1.HostShellRequest = (function() {

                /**
                 * Properties of a HostShellRequest.
                 * @typedef {Object} aranya.agent.v1.HostShellRequest.$Properties
                 * @property {boolean|null} [tty] HostShellRequest tty
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a HostShellRequest.
                 * @memberof aranya.agent.v1
                 * @interface IHostShellRequest
                 * @augments aranya.agent.v1.HostShellRequest.$Properties
                 * @deprecated Use aranya.agent.v1.HostShellRequest.$Properties instead.
                 */

                /**
                 * Shape of a HostShellRequest.
                 * @typedef {aranya.agent.v1.HostShellRequest.$Properties} aranya.agent.v1.HostShellRequest.$Shape
                 */

                /**
                 * Constructs a new HostShellRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a HostShellRequest.
                 * @constructor
                 * @param {aranya.agent.v1.HostShellRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const HostShellRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * HostShellRequest tty.
                 * @member {boolean} tty
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @instance
                 */
                HostShellRequest.prototype.tty = false;

                /**
                 * Creates a new HostShellRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @static
                 * @param {aranya.agent.v1.HostShellRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.HostShellRequest} HostShellRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.HostShellRequest.$Shape): aranya.agent.v1.HostShellRequest & aranya.agent.v1.HostShellRequest.$Shape;
                 *   (properties?: aranya.agent.v1.HostShellRequest.$Properties): aranya.agent.v1.HostShellRequest;
                 * }}
                 */
                HostShellRequest.create = function(properties) {
                    return new HostShellRequest(properties);
                };

                /**
                 * Encodes the specified HostShellRequest message. Does not implicitly {@link aranya.agent.v1.HostShellRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @static
                 * @param {aranya.agent.v1.HostShellRequest.$Properties} message HostShellRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                HostShellRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty") && message.tty !== false)
                        writer.uint32(/* id 1, wireType 0 =*/8).bool(message.tty);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a HostShellRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.HostShellRequest & aranya.agent.v1.HostShellRequest.$Shape} HostShellRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                HostShellRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.HostShellRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.tty = value;
                                else
                                    delete message.tty;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a HostShellRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.HostShellRequest} HostShellRequest
                 */
                HostShellRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.HostShellRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.HostShellRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.HostShellRequest();
                    if (object.tty != null)
                        if (object.tty)
                            message.tty = $Boolean(object.tty);
                    return message;
                };

                /**
                 * Creates a plain object from a HostShellRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @static
                 * @param {aranya.agent.v1.HostShellRequest} message HostShellRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                HostShellRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults)
                        object.tty = false;
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty"))
                        object.tty = message.tty;
                    return object;
                };

                /**
                 * Converts this HostShellRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                HostShellRequest.prototype.toJSON = function() {
                    return HostShellRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for HostShellRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.HostShellRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                HostShellRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.HostShellRequest";
                };

                return HostShellRequest;
            })();

            v1.LogRequest = (function() {

                /**
                 * Properties of a LogRequest.
                 * @typedef {Object} aranya.agent.v1.LogRequest.$Properties
                 * @property {aranya.agent.v1.LogSource.$Properties|null} [source] LogRequest source
                 * @property {boolean|null} [follow] LogRequest follow
                 * @property {boolean|null} [previous] LogRequest previous
                 * @property {boolean|null} [timestamps] LogRequest timestamps
                 * @property {number|null} [tailLines] LogRequest tailLines
                 * @property {number|null} [sinceTimeMilliseconds] LogRequest sinceTimeMilliseconds
                 * @property {number|null} [limitBytes] LogRequest limitBytes
                 * @property {number|null} [sinceSeconds] LogRequest sinceSeconds
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LogRequest.
                 * @memberof aranya.agent.v1
                 * @interface ILogRequest
                 * @augments aranya.agent.v1.LogRequest.$Properties
                 * @deprecated Use aranya.agent.v1.LogRequest.$Properties instead.
                 */

                /**
                 * Shape of a LogRequest.
                 * @typedef {{
                 *   source?: aranya.agent.v1.LogSource.$Shape|null;
                 *   follow?: boolean|null;
                 *   previous?: boolean|null;
                 *   timestamps?: boolean|null;
                 *   tailLines?: number|null;
                 *   sinceTimeMilliseconds?: number|null;
                 *   limitBytes?: number|null;
                 *   sinceSeconds?: number|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * }} aranya.agent.v1.LogRequest.$Shape
                 */

                /**
                 * Constructs a new LogRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a LogRequest.
                 * @constructor
                 * @param {aranya.agent.v1.LogRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LogRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LogRequest source.
                 * @member {aranya.agent.v1.LogSource.$Properties|null|undefined} source
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.source = null;

                /**
                 * LogRequest follow.
                 * @member {boolean} follow
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.follow = false;

                /**
                 * LogRequest previous.
                 * @member {boolean} previous
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.previous = false;

                /**
                 * LogRequest timestamps.
                 * @member {boolean} timestamps
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.timestamps = false;

                /**
                 * LogRequest tailLines.
                 * @member {number|null|undefined} tailLines
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.tailLines = null;

                /**
                 * LogRequest sinceTimeMilliseconds.
                 * @member {number|null|undefined} sinceTimeMilliseconds
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.sinceTimeMilliseconds = null;

                /**
                 * LogRequest limitBytes.
                 * @member {number|null|undefined} limitBytes
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.limitBytes = null;

                /**
                 * LogRequest sinceSeconds.
                 * @member {number|null|undefined} sinceSeconds
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 */
                LogRequest.prototype.sinceSeconds = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(LogRequest.prototype, "_tailLines", {
                    get: $util.oneOfGetter($oneOfFields = ["tailLines"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(LogRequest.prototype, "_sinceTimeMilliseconds", {
                    get: $util.oneOfGetter($oneOfFields = ["sinceTimeMilliseconds"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(LogRequest.prototype, "_limitBytes", {
                    get: $util.oneOfGetter($oneOfFields = ["limitBytes"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                // Virtual OneOf for proto3 optional field
                $Object.defineProperty(LogRequest.prototype, "_sinceSeconds", {
                    get: $util.oneOfGetter($oneOfFields = ["sinceSeconds"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Creates a new LogRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.LogRequest
                 * @static
                 * @param {aranya.agent.v1.LogRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.LogRequest} LogRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.LogRequest.$Shape): aranya.agent.v1.LogRequest & aranya.agent.v1.LogRequest.$Shape;
                 *   (properties?: aranya.agent.v1.LogRequest.$Properties): aranya.agent.v1.LogRequest;
                 * }}
                 */
                LogRequest.create = function(properties) {
                    return new LogRequest(properties);
                };

                /**
                 * Encodes the specified LogRequest message. Does not implicitly {@link aranya.agent.v1.LogRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.LogRequest
                 * @static
                 * @param {aranya.agent.v1.LogRequest.$Properties} message LogRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LogRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                        $root.aranya.agent.v1.LogSource.encode(message.source, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow") && message.follow !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.follow);
                    if (message.previous != null && $Object.hasOwnProperty.call(message, "previous") && message.previous !== false)
                        writer.uint32(/* id 3, wireType 0 =*/24).bool(message.previous);
                    if (message.timestamps != null && $Object.hasOwnProperty.call(message, "timestamps") && message.timestamps !== false)
                        writer.uint32(/* id 4, wireType 0 =*/32).bool(message.timestamps);
                    if (message.tailLines != null && $Object.hasOwnProperty.call(message, "tailLines"))
                        writer.uint32(/* id 5, wireType 1 =*/41).double(message.tailLines);
                    if (message.sinceTimeMilliseconds != null && $Object.hasOwnProperty.call(message, "sinceTimeMilliseconds"))
                        writer.uint32(/* id 6, wireType 1 =*/49).double(message.sinceTimeMilliseconds);
                    if (message.limitBytes != null && $Object.hasOwnProperty.call(message, "limitBytes"))
                        writer.uint32(/* id 7, wireType 1 =*/57).double(message.limitBytes);
                    if (message.sinceSeconds != null && $Object.hasOwnProperty.call(message, "sinceSeconds"))
                        writer.uint32(/* id 8, wireType 1 =*/65).double(message.sinceSeconds);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LogRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.LogRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.LogRequest & aranya.agent.v1.LogRequest.$Shape} LogRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LogRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.LogRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.source = $root.aranya.agent.v1.LogSource.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.follow = value;
                                else
                                    delete message.follow;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.previous = value;
                                else
                                    delete message.previous;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.timestamps = value;
                                else
                                    delete message.timestamps;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                message.tailLines = reader.double();
                                message._tailLines = "tailLines";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 1)
                                    break;
                                message.sinceTimeMilliseconds = reader.double();
                                message._sinceTimeMilliseconds = "sinceTimeMilliseconds";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 1)
                                    break;
                                message.limitBytes = reader.double();
                                message._limitBytes = "limitBytes";
                                continue;
                            }
                        case 8: {
                                if (wireType !== 1)
                                    break;
                                message.sinceSeconds = reader.double();
                                message._sinceSeconds = "sinceSeconds";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a LogRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.LogRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.LogRequest} LogRequest
                 */
                LogRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.LogRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.LogRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.LogRequest();
                    if (object.source != null) {
                        if (!$util.isObject(object.source))
                            throw $TypeError(".aranya.agent.v1.LogRequest.source: object expected");
                        message.source = $root.aranya.agent.v1.LogSource.fromObject(object.source, _depth + 1);
                    }
                    if (object.follow != null)
                        if (object.follow)
                            message.follow = $Boolean(object.follow);
                    if (object.previous != null)
                        if (object.previous)
                            message.previous = $Boolean(object.previous);
                    if (object.timestamps != null)
                        if (object.timestamps)
                            message.timestamps = $Boolean(object.timestamps);
                    if (object.tailLines != null)
                        message.tailLines = $Number(object.tailLines);
                    if (object.sinceTimeMilliseconds != null)
                        message.sinceTimeMilliseconds = $Number(object.sinceTimeMilliseconds);
                    if (object.limitBytes != null)
                        message.limitBytes = $Number(object.limitBytes);
                    if (object.sinceSeconds != null)
                        message.sinceSeconds = $Number(object.sinceSeconds);
                    return message;
                };

                /**
                 * Creates a plain object from a LogRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.LogRequest
                 * @static
                 * @param {aranya.agent.v1.LogRequest} message LogRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                LogRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.source = null;
                        object.follow = false;
                        object.previous = false;
                        object.timestamps = false;
                    }
                    if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                        object.source = $root.aranya.agent.v1.LogSource.toObject(message.source, options, _depth + 1);
                    if (message.follow != null && $Object.hasOwnProperty.call(message, "follow"))
                        object.follow = message.follow;
                    if (message.previous != null && $Object.hasOwnProperty.call(message, "previous"))
                        object.previous = message.previous;
                    if (message.timestamps != null && $Object.hasOwnProperty.call(message, "timestamps"))
                        object.timestamps = message.timestamps;
                    if (message.tailLines != null && $Object.hasOwnProperty.call(message, "tailLines"))
                        object.tailLines = options.json && !$isFinite(message.tailLines) ? $String(message.tailLines) : message.tailLines;
                    if (message.sinceTimeMilliseconds != null && $Object.hasOwnProperty.call(message, "sinceTimeMilliseconds"))
                        object.sinceTimeMilliseconds = options.json && !$isFinite(message.sinceTimeMilliseconds) ? $String(message.sinceTimeMilliseconds) : message.sinceTimeMilliseconds;
                    if (message.limitBytes != null && $Object.hasOwnProperty.call(message, "limitBytes"))
                        object.limitBytes = options.json && !$isFinite(message.limitBytes) ? $String(message.limitBytes) : message.limitBytes;
                    if (message.sinceSeconds != null && $Object.hasOwnProperty.call(message, "sinceSeconds"))
                        object.sinceSeconds = options.json && !$isFinite(message.sinceSeconds) ? $String(message.sinceSeconds) : message.sinceSeconds;
                    return object;
                };

                /**
                 * Converts this LogRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.LogRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                LogRequest.prototype.toJSON = function() {
                    return LogRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for LogRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.LogRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                LogRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.LogRequest";
                };

                return LogRequest;
            })();

            v1.LogSource = (function() {

                /**
                 * Properties of a LogSource.
                 * @typedef {Object} aranya.agent.v1.LogSource.$Properties
                 * @property {string|null} [path] LogSource path
                 * @property {string|null} [journalUnit] LogSource journalUnit
                 * @property {"path"|"journalUnit"} [source] LogSource source
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LogSource.
                 * @memberof aranya.agent.v1
                 * @interface ILogSource
                 * @augments aranya.agent.v1.LogSource.$Properties
                 * @deprecated Use aranya.agent.v1.LogSource.$Properties instead.
                 */

                /**
                 * Narrowed shape of a LogSource.
                 * @typedef {{
                 *   path?: string|null;
                 *   journalUnit?: string|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ source?: undefined; path?: null; journalUnit?: null }|{ source?: "path"; path: string; journalUnit?: null }|{ source?: "journalUnit"; path?: null; journalUnit: string })
                 * )} aranya.agent.v1.LogSource.$Shape
                 */

                /**
                 * Constructs a new LogSource.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a LogSource.
                 * @constructor
                 * @param {aranya.agent.v1.LogSource.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LogSource = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LogSource path.
                 * @member {string|null|undefined} path
                 * @memberof aranya.agent.v1.LogSource
                 * @instance
                 */
                LogSource.prototype.path = null;

                /**
                 * LogSource journalUnit.
                 * @member {string|null|undefined} journalUnit
                 * @memberof aranya.agent.v1.LogSource
                 * @instance
                 */
                LogSource.prototype.journalUnit = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * LogSource source.
                 * @member {"path"|"journalUnit"|undefined} source
                 * @memberof aranya.agent.v1.LogSource
                 * @instance
                 */
                $Object.defineProperty(LogSource.prototype, "source", {
                    get: $util.oneOfGetter($oneOfFields = ["path", "journalUnit"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Creates a new LogSource instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.LogSource
                 * @static
                 * @param {aranya.agent.v1.LogSource.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.LogSource} LogSource instance
                 * @type {{
                 *   (properties: aranya.agent.v1.LogSource.$Shape): aranya.agent.v1.LogSource & aranya.agent.v1.LogSource.$Shape;
                 *   (properties?: aranya.agent.v1.LogSource.$Properties): aranya.agent.v1.LogSource;
                 * }}
                 */
                LogSource.create = function(properties) {
                    return new LogSource(properties);
                };

                /**
                 * Encodes the specified LogSource message. Does not implicitly {@link aranya.agent.v1.LogSource.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.LogSource
                 * @static
                 * @param {aranya.agent.v1.LogSource.$Properties} message LogSource message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LogSource.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.path);
                    if (message.journalUnit != null && $Object.hasOwnProperty.call(message, "journalUnit"))
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.journalUnit);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LogSource message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.LogSource
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.LogSource & aranya.agent.v1.LogSource.$Shape} LogSource
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LogSource.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.LogSource();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.path = reader.stringVerify();
                                message.source = "path";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.journalUnit = reader.stringVerify();
                                message.source = "journalUnit";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a LogSource message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.LogSource
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.LogSource} LogSource
                 */
                LogSource.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.LogSource)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.LogSource: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.LogSource();
                    if (object.path != null)
                        message.path = $String(object.path);
                    if (object.journalUnit != null)
                        message.journalUnit = $String(object.journalUnit);
                    return message;
                };

                /**
                 * Creates a plain object from a LogSource message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.LogSource
                 * @static
                 * @param {aranya.agent.v1.LogSource} message LogSource
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                LogSource.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path")) {
                        object.path = message.path;
                        if (options.oneofs)
                            object.source = "path";
                    }
                    if (message.journalUnit != null && $Object.hasOwnProperty.call(message, "journalUnit")) {
                        object.journalUnit = message.journalUnit;
                        if (options.oneofs)
                            object.source = "journalUnit";
                    }
                    return object;
                };

                /**
                 * Converts this LogSource to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.LogSource
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                LogSource.prototype.toJSON = function() {
                    return LogSource.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for LogSource
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.LogSource
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                LogSource.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.LogSource";
                };

                return LogSource;
            })();

            v1.PortForwardRequest = (function() {

                /**
                 * Properties of a PortForwardRequest.
                 * @typedef {Object} aranya.agent.v1.PortForwardRequest.$Properties
                 * @property {Array.<number>|null} [ports] PortForwardRequest ports
                 * @property {string|null} [host] PortForwardRequest host
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PortForwardRequest.
                 * @memberof aranya.agent.v1
                 * @interface IPortForwardRequest
                 * @augments aranya.agent.v1.PortForwardRequest.$Properties
                 * @deprecated Use aranya.agent.v1.PortForwardRequest.$Properties instead.
                 */

                /**
                 * Shape of a PortForwardRequest.
                 * @typedef {aranya.agent.v1.PortForwardRequest.$Properties} aranya.agent.v1.PortForwardRequest.$Shape
                 */

                /**
                 * Constructs a new PortForwardRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a PortForwardRequest.
                 * @constructor
                 * @param {aranya.agent.v1.PortForwardRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PortForwardRequest = function (properties) {
                    this.ports = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PortForwardRequest ports.
                 * @member {Array.<number>} ports
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @instance
                 */
                PortForwardRequest.prototype.ports = $util.emptyArray;

                /**
                 * PortForwardRequest host.
                 * @member {string} host
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @instance
                 */
                PortForwardRequest.prototype.host = "";

                /**
                 * Creates a new PortForwardRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @static
                 * @param {aranya.agent.v1.PortForwardRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.PortForwardRequest} PortForwardRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.PortForwardRequest.$Shape): aranya.agent.v1.PortForwardRequest & aranya.agent.v1.PortForwardRequest.$Shape;
                 *   (properties?: aranya.agent.v1.PortForwardRequest.$Properties): aranya.agent.v1.PortForwardRequest;
                 * }}
                 */
                PortForwardRequest.create = function(properties) {
                    return new PortForwardRequest(properties);
                };

                /**
                 * Encodes the specified PortForwardRequest message. Does not implicitly {@link aranya.agent.v1.PortForwardRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @static
                 * @param {aranya.agent.v1.PortForwardRequest.$Properties} message PortForwardRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PortForwardRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.ports != null && message.ports.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).uint32s(message.ports);
                    if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.host);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PortForwardRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.PortForwardRequest & aranya.agent.v1.PortForwardRequest.$Shape} PortForwardRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PortForwardRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.PortForwardRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType === 2) {
                                    if (!(message.ports && message.ports.length))
                                        message.ports = [];
                                    reader.uint32s(message.ports);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.ports && message.ports.length))
                                    message.ports = [];
                                message.ports.push(reader.uint32());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.host = value;
                                else
                                    delete message.host;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a PortForwardRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.PortForwardRequest} PortForwardRequest
                 */
                PortForwardRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.PortForwardRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.PortForwardRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.PortForwardRequest();
                    if (object.ports) {
                        if (!$Array.isArray(object.ports))
                            throw $TypeError(".aranya.agent.v1.PortForwardRequest.ports: array expected");
                        message.ports = $Array(object.ports.length);
                        for (let i = 0; i < object.ports.length; ++i)
                            message.ports[i] = object.ports[i] >>> 0;
                    }
                    if (object.host != null)
                        if (typeof object.host !== "string" || object.host.length)
                            message.host = $String(object.host);
                    return message;
                };

                /**
                 * Creates a plain object from a PortForwardRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @static
                 * @param {aranya.agent.v1.PortForwardRequest} message PortForwardRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                PortForwardRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.arrays || options.defaults)
                        object.ports = [];
                    if (options.defaults)
                        object.host = "";
                    if (message.ports && message.ports.length) {
                        object.ports = $Array(message.ports.length);
                        for (let j = 0; j < message.ports.length; ++j)
                            object.ports[j] = message.ports[j];
                    }
                    if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
                        object.host = message.host;
                    return object;
                };

                /**
                 * Converts this PortForwardRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                PortForwardRequest.prototype.toJSON = function() {
                    return PortForwardRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for PortForwardRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.PortForwardRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                PortForwardRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.PortForwardRequest";
                };

                return PortForwardRequest;
            })();

            v1.ConnectRequest = (function() {

                /**
                 * Properties of a ConnectRequest.
                 * @typedef {Object} aranya.agent.v1.ConnectRequest.$Properties
                 * @property {number|null} [port] ConnectRequest port
                 * @property {string|null} [host] ConnectRequest host
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ConnectRequest.
                 * @memberof aranya.agent.v1
                 * @interface IConnectRequest
                 * @augments aranya.agent.v1.ConnectRequest.$Properties
                 * @deprecated Use aranya.agent.v1.ConnectRequest.$Properties instead.
                 */

                /**
                 * Shape of a ConnectRequest.
                 * @typedef {aranya.agent.v1.ConnectRequest.$Properties} aranya.agent.v1.ConnectRequest.$Shape
                 */

                /**
                 * Constructs a new ConnectRequest.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a ConnectRequest.
                 * @constructor
                 * @param {aranya.agent.v1.ConnectRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ConnectRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ConnectRequest port.
                 * @member {number} port
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @instance
                 */
                ConnectRequest.prototype.port = 0;

                /**
                 * ConnectRequest host.
                 * @member {string} host
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @instance
                 */
                ConnectRequest.prototype.host = "";

                /**
                 * Creates a new ConnectRequest instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @static
                 * @param {aranya.agent.v1.ConnectRequest.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.ConnectRequest} ConnectRequest instance
                 * @type {{
                 *   (properties: aranya.agent.v1.ConnectRequest.$Shape): aranya.agent.v1.ConnectRequest & aranya.agent.v1.ConnectRequest.$Shape;
                 *   (properties?: aranya.agent.v1.ConnectRequest.$Properties): aranya.agent.v1.ConnectRequest;
                 * }}
                 */
                ConnectRequest.create = function(properties) {
                    return new ConnectRequest(properties);
                };

                /**
                 * Encodes the specified ConnectRequest message. Does not implicitly {@link aranya.agent.v1.ConnectRequest.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @static
                 * @param {aranya.agent.v1.ConnectRequest.$Properties} message ConnectRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ConnectRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.port != null && $Object.hasOwnProperty.call(message, "port") && message.port !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.port);
                    if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.host);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ConnectRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.ConnectRequest & aranya.agent.v1.ConnectRequest.$Shape} ConnectRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ConnectRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.ConnectRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.port = value;
                                else
                                    delete message.port;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.host = value;
                                else
                                    delete message.host;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a ConnectRequest message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.ConnectRequest} ConnectRequest
                 */
                ConnectRequest.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.ConnectRequest)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.ConnectRequest: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.ConnectRequest();
                    if (object.port != null)
                        if ($Number(object.port) !== 0)
                            message.port = object.port >>> 0;
                    if (object.host != null)
                        if (typeof object.host !== "string" || object.host.length)
                            message.host = $String(object.host);
                    return message;
                };

                /**
                 * Creates a plain object from a ConnectRequest message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @static
                 * @param {aranya.agent.v1.ConnectRequest} message ConnectRequest
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                ConnectRequest.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.port = 0;
                        object.host = "";
                    }
                    if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
                        object.port = message.port;
                    if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
                        object.host = message.host;
                    return object;
                };

                /**
                 * Converts this ConnectRequest to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                ConnectRequest.prototype.toJSON = function() {
                    return ConnectRequest.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for ConnectRequest
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.ConnectRequest
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                ConnectRequest.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.ConnectRequest";
                };

                return ConnectRequest;
            })();

            v1.ControlMessage = (function() {

                /**
                 * Properties of a ControlMessage.
                 * @typedef {Object} aranya.agent.v1.ControlMessage.$Properties
                 * @property {aranya.agent.v1.Start.$Properties|null} [start] ControlMessage start
                 * @property {aranya.agent.v1.Resize.$Properties|null} [resize] ControlMessage resize
                 * @property {"start"|"resize"} [kind] ControlMessage kind
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ControlMessage.
                 * @memberof aranya.agent.v1
                 * @interface IControlMessage
                 * @augments aranya.agent.v1.ControlMessage.$Properties
                 * @deprecated Use aranya.agent.v1.ControlMessage.$Properties instead.
                 */

                /**
                 * Narrowed shape of a ControlMessage.
                 * @typedef {{
                 *   start?: aranya.agent.v1.Start.$Shape|null;
                 *   resize?: aranya.agent.v1.Resize.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ kind?: undefined; start?: null; resize?: null }|{ kind?: "start"; start: aranya.agent.v1.Start.$Shape; resize?: null }|{ kind?: "resize"; start?: null; resize: aranya.agent.v1.Resize.$Shape })
                 * )} aranya.agent.v1.ControlMessage.$Shape
                 */

                /**
                 * Constructs a new ControlMessage.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a ControlMessage.
                 * @constructor
                 * @param {aranya.agent.v1.ControlMessage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ControlMessage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ControlMessage start.
                 * @member {aranya.agent.v1.Start.$Properties|null|undefined} start
                 * @memberof aranya.agent.v1.ControlMessage
                 * @instance
                 */
                ControlMessage.prototype.start = null;

                /**
                 * ControlMessage resize.
                 * @member {aranya.agent.v1.Resize.$Properties|null|undefined} resize
                 * @memberof aranya.agent.v1.ControlMessage
                 * @instance
                 */
                ControlMessage.prototype.resize = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * ControlMessage kind.
                 * @member {"start"|"resize"|undefined} kind
                 * @memberof aranya.agent.v1.ControlMessage
                 * @instance
                 */
                $Object.defineProperty(ControlMessage.prototype, "kind", {
                    get: $util.oneOfGetter($oneOfFields = ["start", "resize"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Creates a new ControlMessage instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.ControlMessage
                 * @static
                 * @param {aranya.agent.v1.ControlMessage.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.ControlMessage} ControlMessage instance
                 * @type {{
                 *   (properties: aranya.agent.v1.ControlMessage.$Shape): aranya.agent.v1.ControlMessage & aranya.agent.v1.ControlMessage.$Shape;
                 *   (properties?: aranya.agent.v1.ControlMessage.$Properties): aranya.agent.v1.ControlMessage;
                 * }}
                 */
                ControlMessage.create = function(properties) {
                    return new ControlMessage(properties);
                };

                /**
                 * Encodes the specified ControlMessage message. Does not implicitly {@link aranya.agent.v1.ControlMessage.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.ControlMessage
                 * @static
                 * @param {aranya.agent.v1.ControlMessage.$Properties} message ControlMessage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ControlMessage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.start != null && $Object.hasOwnProperty.call(message, "start"))
                        $root.aranya.agent.v1.Start.encode(message.start, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.resize != null && $Object.hasOwnProperty.call(message, "resize"))
                        $root.aranya.agent.v1.Resize.encode(message.resize, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ControlMessage message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.ControlMessage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.ControlMessage & aranya.agent.v1.ControlMessage.$Shape} ControlMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ControlMessage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.ControlMessage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.start = $root.aranya.agent.v1.Start.decode(reader, reader.size(), $undefined, _depth + 1, message.start);
                                message.kind = "start";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.resize = $root.aranya.agent.v1.Resize.decode(reader, reader.size(), $undefined, _depth + 1, message.resize);
                                message.kind = "resize";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a ControlMessage message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.ControlMessage
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.ControlMessage} ControlMessage
                 */
                ControlMessage.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.ControlMessage)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.ControlMessage: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.ControlMessage();
                    if (object.start != null) {
                        if (!$util.isObject(object.start))
                            throw $TypeError(".aranya.agent.v1.ControlMessage.start: object expected");
                        message.start = $root.aranya.agent.v1.Start.fromObject(object.start, _depth + 1);
                    }
                    if (object.resize != null) {
                        if (!$util.isObject(object.resize))
                            throw $TypeError(".aranya.agent.v1.ControlMessage.resize: object expected");
                        message.resize = $root.aranya.agent.v1.Resize.fromObject(object.resize, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a ControlMessage message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.ControlMessage
                 * @static
                 * @param {aranya.agent.v1.ControlMessage} message ControlMessage
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                ControlMessage.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (message.start != null && $Object.hasOwnProperty.call(message, "start")) {
                        object.start = $root.aranya.agent.v1.Start.toObject(message.start, options, _depth + 1);
                        if (options.oneofs)
                            object.kind = "start";
                    }
                    if (message.resize != null && $Object.hasOwnProperty.call(message, "resize")) {
                        object.resize = $root.aranya.agent.v1.Resize.toObject(message.resize, options, _depth + 1);
                        if (options.oneofs)
                            object.kind = "resize";
                    }
                    return object;
                };

                /**
                 * Converts this ControlMessage to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.ControlMessage
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                ControlMessage.prototype.toJSON = function() {
                    return ControlMessage.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for ControlMessage
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.ControlMessage
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                ControlMessage.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.ControlMessage";
                };

                return ControlMessage;
            })();

            v1.Start = (function() {

                /**
                 * Properties of a Start.
                 * @typedef {Object} aranya.agent.v1.Start.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Start.
                 * @memberof aranya.agent.v1
                 * @interface IStart
                 * @augments aranya.agent.v1.Start.$Properties
                 * @deprecated Use aranya.agent.v1.Start.$Properties instead.
                 */

                /**
                 * Shape of a Start.
                 * @typedef {aranya.agent.v1.Start.$Properties} aranya.agent.v1.Start.$Shape
                 */

                /**
                 * Constructs a new Start.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Start.
                 * @constructor
                 * @param {aranya.agent.v1.Start.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Start = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Creates a new Start instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Start
                 * @static
                 * @param {aranya.agent.v1.Start.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Start} Start instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Start.$Shape): aranya.agent.v1.Start & aranya.agent.v1.Start.$Shape;
                 *   (properties?: aranya.agent.v1.Start.$Properties): aranya.agent.v1.Start;
                 * }}
                 */
                Start.create = function(properties) {
                    return new Start(properties);
                };

                /**
                 * Encodes the specified Start message. Does not implicitly {@link aranya.agent.v1.Start.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Start
                 * @static
                 * @param {aranya.agent.v1.Start.$Properties} message Start message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Start.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Start message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Start
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Start & aranya.agent.v1.Start.$Shape} Start
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Start.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Start();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Start message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Start
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Start} Start
                 */
                Start.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Start)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Start: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    return new $root.aranya.agent.v1.Start();
                };

                /**
                 * Creates a plain object from a Start message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Start
                 * @static
                 * @param {aranya.agent.v1.Start} message Start
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Start.toObject = function () {
                    return {};
                };

                /**
                 * Converts this Start to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Start
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Start.prototype.toJSON = function() {
                    return Start.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Start
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Start
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Start.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Start";
                };

                return Start;
            })();

            v1.Resize = (function() {

                /**
                 * Properties of a Resize.
                 * @typedef {Object} aranya.agent.v1.Resize.$Properties
                 * @property {number|null} [columns] Resize columns
                 * @property {number|null} [rows] Resize rows
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Resize.
                 * @memberof aranya.agent.v1
                 * @interface IResize
                 * @augments aranya.agent.v1.Resize.$Properties
                 * @deprecated Use aranya.agent.v1.Resize.$Properties instead.
                 */

                /**
                 * Shape of a Resize.
                 * @typedef {aranya.agent.v1.Resize.$Properties} aranya.agent.v1.Resize.$Shape
                 */

                /**
                 * Constructs a new Resize.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a Resize.
                 * @constructor
                 * @param {aranya.agent.v1.Resize.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Resize = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Resize columns.
                 * @member {number} columns
                 * @memberof aranya.agent.v1.Resize
                 * @instance
                 */
                Resize.prototype.columns = 0;

                /**
                 * Resize rows.
                 * @member {number} rows
                 * @memberof aranya.agent.v1.Resize
                 * @instance
                 */
                Resize.prototype.rows = 0;

                /**
                 * Creates a new Resize instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.Resize
                 * @static
                 * @param {aranya.agent.v1.Resize.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.Resize} Resize instance
                 * @type {{
                 *   (properties: aranya.agent.v1.Resize.$Shape): aranya.agent.v1.Resize & aranya.agent.v1.Resize.$Shape;
                 *   (properties?: aranya.agent.v1.Resize.$Properties): aranya.agent.v1.Resize;
                 * }}
                 */
                Resize.create = function(properties) {
                    return new Resize(properties);
                };

                /**
                 * Encodes the specified Resize message. Does not implicitly {@link aranya.agent.v1.Resize.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.Resize
                 * @static
                 * @param {aranya.agent.v1.Resize.$Properties} message Resize message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Resize.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.columns != null && $Object.hasOwnProperty.call(message, "columns") && message.columns !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.columns);
                    if (message.rows != null && $Object.hasOwnProperty.call(message, "rows") && message.rows !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rows);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Resize message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.Resize
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.Resize & aranya.agent.v1.Resize.$Shape} Resize
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Resize.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.Resize();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.columns = value;
                                else
                                    delete message.columns;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.rows = value;
                                else
                                    delete message.rows;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a Resize message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.Resize
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.Resize} Resize
                 */
                Resize.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.Resize)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.Resize: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.Resize();
                    if (object.columns != null)
                        if ($Number(object.columns) !== 0)
                            message.columns = object.columns >>> 0;
                    if (object.rows != null)
                        if ($Number(object.rows) !== 0)
                            message.rows = object.rows >>> 0;
                    return message;
                };

                /**
                 * Creates a plain object from a Resize message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.Resize
                 * @static
                 * @param {aranya.agent.v1.Resize} message Resize
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                Resize.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.columns = 0;
                        object.rows = 0;
                    }
                    if (message.columns != null && $Object.hasOwnProperty.call(message, "columns"))
                        object.columns = message.columns;
                    if (message.rows != null && $Object.hasOwnProperty.call(message, "rows"))
                        object.rows = message.rows;
                    return object;
                };

                /**
                 * Converts this Resize to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.Resize
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                Resize.prototype.toJSON = function() {
                    return Resize.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for Resize
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.Resize
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                Resize.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.Resize";
                };

                return Resize;
            })();

            v1.SessionResult = (function() {

                /**
                 * Properties of a SessionResult.
                 * @typedef {Object} aranya.agent.v1.SessionResult.$Properties
                 * @property {number|null} [exitCode] SessionResult exitCode
                 * @property {string|null} [signal] SessionResult signal
                 * @property {aranya.agent.v1.Refusal.$Properties|null} [failure] SessionResult failure
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SessionResult.
                 * @memberof aranya.agent.v1
                 * @interface ISessionResult
                 * @augments aranya.agent.v1.SessionResult.$Properties
                 * @deprecated Use aranya.agent.v1.SessionResult.$Properties instead.
                 */

                /**
                 * Shape of a SessionResult.
                 * @typedef {aranya.agent.v1.SessionResult.$Properties} aranya.agent.v1.SessionResult.$Shape
                 */

                /**
                 * Constructs a new SessionResult.
                 * @memberof aranya.agent.v1
                 * @classdesc Represents a SessionResult.
                 * @constructor
                 * @param {aranya.agent.v1.SessionResult.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SessionResult = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SessionResult exitCode.
                 * @member {number} exitCode
                 * @memberof aranya.agent.v1.SessionResult
                 * @instance
                 */
                SessionResult.prototype.exitCode = 0;

                /**
                 * SessionResult signal.
                 * @member {string} signal
                 * @memberof aranya.agent.v1.SessionResult
                 * @instance
                 */
                SessionResult.prototype.signal = "";

                /**
                 * SessionResult failure.
                 * @member {aranya.agent.v1.Refusal.$Properties|null|undefined} failure
                 * @memberof aranya.agent.v1.SessionResult
                 * @instance
                 */
                SessionResult.prototype.failure = null;

                /**
                 * Creates a new SessionResult instance using the specified properties.
                 * @function create
                 * @memberof aranya.agent.v1.SessionResult
                 * @static
                 * @param {aranya.agent.v1.SessionResult.$Properties=} [properties] Properties to set
                 * @returns {aranya.agent.v1.SessionResult} SessionResult instance
                 * @type {{
                 *   (properties: aranya.agent.v1.SessionResult.$Shape): aranya.agent.v1.SessionResult & aranya.agent.v1.SessionResult.$Shape;
                 *   (properties?: aranya.agent.v1.SessionResult.$Properties): aranya.agent.v1.SessionResult;
                 * }}
                 */
                SessionResult.create = function(properties) {
                    return new SessionResult(properties);
                };

                /**
                 * Encodes the specified SessionResult message. Does not implicitly {@link aranya.agent.v1.SessionResult.verify|verify} messages.
                 * @function encode
                 * @memberof aranya.agent.v1.SessionResult
                 * @static
                 * @param {aranya.agent.v1.SessionResult.$Properties} message SessionResult message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SessionResult.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.exitCode != null && $Object.hasOwnProperty.call(message, "exitCode") && message.exitCode !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.exitCode);
                    if (message.signal != null && $Object.hasOwnProperty.call(message, "signal") && message.signal !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.signal);
                    if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                        $root.aranya.agent.v1.Refusal.encode(message.failure, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SessionResult message from the specified reader or buffer.
                 * @function decode
                 * @memberof aranya.agent.v1.SessionResult
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {aranya.agent.v1.SessionResult & aranya.agent.v1.SessionResult.$Shape} SessionResult
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SessionResult.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.aranya.agent.v1.SessionResult();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.exitCode = value;
                                else
                                    delete message.exitCode;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.signal = value;
                                else
                                    delete message.signal;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.failure = $root.aranya.agent.v1.Refusal.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                /**
                 * Creates a SessionResult message from a plain object. Also converts values to their respective internal types.
                 * @function fromObject
                 * @memberof aranya.agent.v1.SessionResult
                 * @static
                 * @param {Object.<string,*>} object Plain object
                 * @returns {aranya.agent.v1.SessionResult} SessionResult
                 */
                SessionResult.fromObject = function (object, _depth) {
                    if (object instanceof $root.aranya.agent.v1.SessionResult)
                        return object;
                    if (!$util.isObject(object))
                        throw $TypeError(".aranya.agent.v1.SessionResult: object expected");
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let message = new $root.aranya.agent.v1.SessionResult();
                    if (object.exitCode != null)
                        if ($Number(object.exitCode) !== 0)
                            message.exitCode = object.exitCode >>> 0;
                    if (object.signal != null)
                        if (typeof object.signal !== "string" || object.signal.length)
                            message.signal = $String(object.signal);
                    if (object.failure != null) {
                        if (!$util.isObject(object.failure))
                            throw $TypeError(".aranya.agent.v1.SessionResult.failure: object expected");
                        message.failure = $root.aranya.agent.v1.Refusal.fromObject(object.failure, _depth + 1);
                    }
                    return message;
                };

                /**
                 * Creates a plain object from a SessionResult message. Also converts values to other types if specified.
                 * @function toObject
                 * @memberof aranya.agent.v1.SessionResult
                 * @static
                 * @param {aranya.agent.v1.SessionResult} message SessionResult
                 * @param {$protobuf.IConversionOptions} [options] Conversion options
                 * @returns {Object.<string,*>} Plain object
                 */
                SessionResult.toObject = function (message, options, _depth) {
                    if (!options)
                        options = {};
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    let object = {};
                    if (options.defaults) {
                        object.exitCode = 0;
                        object.signal = "";
                        object.failure = null;
                    }
                    if (message.exitCode != null && $Object.hasOwnProperty.call(message, "exitCode"))
                        object.exitCode = message.exitCode;
                    if (message.signal != null && $Object.hasOwnProperty.call(message, "signal"))
                        object.signal = message.signal;
                    if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
                        object.failure = $root.aranya.agent.v1.Refusal.toObject(message.failure, options, _depth + 1);
                    return object;
                };

                /**
                 * Converts this SessionResult to JSON.
                 * @function toJSON
                 * @memberof aranya.agent.v1.SessionResult
                 * @instance
                 * @returns {Object.<string,*>} JSON object
                 */
                SessionResult.prototype.toJSON = function() {
                    return SessionResult.toObject(this, $protobuf.util.toJSONOptions);
                };

                /**
                 * Gets the type url for SessionResult
                 * @function getTypeUrl
                 * @memberof aranya.agent.v1.SessionResult
                 * @static
                 * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
                 * @returns {string} The type url
                 */
                SessionResult.getTypeUrl = function(prefix) {
                    if (prefix === $undefined)
                        prefix = "type.googleapis.com";
                    return prefix + "/aranya.agent.v1.SessionResult";
                };

                return SessionResult;
            })();

            return v1;
        })();

        return agent;
    })();

    return aranya;
})();

export {
  $root as default
};
