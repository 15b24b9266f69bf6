/**
 * Messages of a connection by their types. `in` are those that the server sends, `out` those that the page sends.
 * The type field itself can be left out.
 */
export interface MessageTypes {
	in?: object;
	out?: object;
}

/** Any messages: what `connect` without a type argument has. */
export interface AnyMessages extends MessageTypes {
	in: Record<string, any>;
	out: Record<string, any>;
}

/** State of a connection. */
export type State = 'connecting' | 'open' | 'waiting' | 'closed';

/** End of a connection or of an attempt. */
export interface Ending {
	/** The code with which the server closed, or 1006 if there is none. A refusal that an HTTP request has found out is 4401 or 4403. */
	code: number;
	/**
	 * The reason of the server, or one of `timeout` (of the handshake, or with an `error`, of `token` or `url`), `failed` (see `error`),
	 * `no answer`, `page hidden`, `login` (the server redirects), `unauthorized`, `forbidden`.
	 */
	reason: string;
	/** What `token` or `url` has thrown, or the constructor of `WebSocket`, or that `token` or `url` took too long. */
	error?: unknown;
}

/** State that a connection has taken. */
export type StateDetail =
	| { state: 'connecting' }
	/** `protocol`: the application's sub-protocol that was agreed on, or an empty string. */
	| { state: 'open'; protocol: string }
	/** `retryAt`: when the next attempt is due, in milliseconds since 1970. A hidden tab waits three times as long. */
	| ({ state: 'waiting'; retryAt: number } & Ending)
	| ({ state: 'closed' } & Ending);

/** Message of `send(…, { queue: true })` that is given up. */
export interface DroppedDetail {
	message: unknown;
	/** `full`: no room in the queue. `expired`: older than `maxAge`. `closed`: the connection has ended for good. */
	reason: 'full' | 'expired' | 'closed';
}

/** Text that is no JSON, where listeners of types expect it. */
export interface UnreadableDetail {
	text: string;
}

/** Events of a connection. */
export interface ConnectionEvents {
	state: CustomEvent<StateDetail>;
	dropped: CustomEvent<DroppedDetail>;
	unreadable: CustomEvent<UnreadableDetail>;
}

/** Binary message. */
export type Binary = ArrayBuffer | ArrayBufferView | Blob;

/** What becomes of a message: `sent` to the socket, `queued` until there is room or a connection, or `rejected`. */
export type SendResult = 'sent' | 'queued' | 'rejected';

/**
 * Part of the module's protocol that is not in this module, or an observer of all messages. The module keeps its own `ws.ping` and the
 * answers to itself where it asks.
 */
export interface Extension {
	/**
	 * The sub-protocol that the extension needs: it is offered before `ws.v1`, which it includes, and the extension takes part in the
	 * connections that agree on it. Without one it takes part in all.
	 */
	subProtocol?: string;
	/** Called before listeners hear of the open connection. What it returns has no effect, here and in `lost`. */
	opened?(api: { send(message: unknown): boolean }): void;
	/**
	 * Called for each message: the value of a JSON text, another text, or an `ArrayBuffer`. Returns another message, which need not be
	 * of the same kind, or `null` to keep it. A promise is no message. `data` is what has come.
	 */
	received?(message: any, data: string | ArrayBuffer): unknown;
	/**
	 * Called for each message before it is sent, also if it has waited. Returns another message, or `null` to keep it. `data` is what
	 * is sent if no extension returns another message.
	 */
	sending?(message: any, data: string | Binary): unknown;
	/** Called when a connection that was open is gone. */
	lost?(): void;
}

/** Bounds of the queue. */
export interface QueueOptions {
	/** Number of messages. 100 by default. */
	maxMessages?: number;
	/** Bytes of all messages. 64 KiB by default. */
	maxBytes?: number;
	/** Milliseconds that a message may wait. 30,000 by default. */
	maxAge?: number;
}

/** Options of a connection. */
export interface Options<TypeField extends string = string> {
	/** Returns the access token of an attempt. It is called for each one. Nothing is offered without a token. */
	token?: () => string | null | undefined | Promise<string | null | undefined>;
	/** Name before the token among the sub-protocols: the server's `ws.auth.bearer-sub-protocol`. `bearer` by default. */
	tokenProtocol?: string;
	/**
	 * Sub-protocols of the application, the preferred one first. Each is offered with the suffix `+ws.v1` as well; without any, `ws.v1` alone
	 * is. Until a server has agreed to `ws.v1`, every second attempt leaves it out, so that servers are reached that do not know it.
	 * Afterwards each attempt offers it: where it is switched off meanwhile, pages without sub-protocols of their own come back
	 * when they are loaded again.
	 */
	protocols?: string | readonly string[];
	/** Field that has the type of a message: the server's `ws.message.type-field`. `type` by default. */
	typeField?: TypeField;
	/** Bounds of what waits for a connection. */
	queue?: QueueOptions;
	/** Milliseconds without a message after which the server is asked for a sign of life; 0 never asks. 30,000 by default. */
	silence?: number;
	/** Milliseconds that the server has for the sign of life. 5,000 by default. */
	pingTimeout?: number;
	/** Milliseconds that an attempt may take, the token included. 15,000 by default. */
	connectTimeout?: number;
	/** Upper bound of the first delay, in milliseconds. It doubles with each attempt. 500 by default. */
	delay?: number;
	/** Upper bound of all delays, in milliseconds. 30,000 by default. */
	maxDelay?: number;
	/** Milliseconds after which an open connection is stable, and delays begin again with the first. 5,000 by default. */
	stableAfter?: number;
	/** Bytes that may wait in the socket: beyond it, messages are queued or rejected. 1 MiB by default. */
	maxBuffered?: number;
	/** Extensions, in the order in which they see messages. */
	extensions?: readonly Extension[];
}

type Typed<Messages, TypeField extends string> = { [Type in keyof Messages & string]: Messages[Type] & Record<TypeField, Type> };
type In<Messages extends MessageTypes, TypeField extends string> = Typed<Messages['in'] & object, TypeField>;
type Out<Messages extends MessageTypes, TypeField extends string> =
	AnyMessages extends Messages ? unknown : Typed<Messages['out'] & object, TypeField>[keyof Messages['out'] & string] | Binary;

/** Connection that comes back by itself. */
export interface Connection<Messages extends MessageTypes = AnyMessages, TypeField extends string = 'type'>
	extends Omit<EventTarget, 'addEventListener' | 'removeEventListener'> {

	/** The present state. */
	readonly state: State;
	/** When the next attempt is due, in milliseconds since 1970, or `null` in any state but `waiting`. */
	readonly retryAt: number | null;
	/** The application's sub-protocol that was agreed on last, or an empty string. */
	readonly protocol: string;
	/** Why the connection has ended for good. It is never rejected. */
	readonly closed: Promise<Ending>;
	/**
	 * Add a listener of messages.
	 * @param type a type; `*` for messages of which no other listener knows the type; `binary` for binary messages
	 * @param listener called with the message and its text
	 * @returns a function that removes the listener
	 */
	on<Type extends keyof In<Messages, TypeField> & string>(type: Type, listener: (message: In<Messages, TypeField>[Type], text: string) => void): () => void;
	on(type: '*', listener: (message: any, text: string) => void): () => void;
	on(type: 'binary', listener: (message: ArrayBuffer) => void): () => void;
	/**
	 * Send a message. Strings and binary messages are sent as they are, all others as JSON.
	 * @param message the message
	 * @param options with `queue: true` it waits for a connection if there is none, as long as there is room
	 * @throws TypeError if there is no JSON for the message, or its type begins with `ws.`
	 */
	send(message: Out<Messages, TypeField>, options?: { queue?: boolean }): SendResult;
	/** Make the next attempt now, with delays as after a stable connection. An open connection is asked for a sign of life. */
	retryNow(): void;
	/**
	 * Close the connection for good. While it connects, the server hears of it as soon as it has accepted.
	 * @param code 1000, the default, or 3000 to 4999
	 * @param reason at most 123 bytes
	 * @throws RangeError if a page must not close with that, in whatever state the connection is
	 */
	close(code?: number, reason?: string): void;
	addEventListener<Type extends keyof ConnectionEvents>(type: Type, listener: ((event: ConnectionEvents[Type]) => void) | null,
		options?: boolean | AddEventListenerOptions): void;
	removeEventListener<Type extends keyof ConnectionEvents>(type: Type, listener: ((event: ConnectionEvents[Type]) => void) | null,
		options?: boolean | EventListenerOptions): void;
}

/**
 * Connect to a server, and again whenever the connection is lost.
 * @param url absolute or relative to the base of the document, of ws, wss, http or https; or a function that returns it, called for each
 * attempt
 * @throws TypeError if the URL is of another scheme, has a user, or cannot be resolved; if an option does not exist or is of another type; if a
 * sub-protocol is there twice, among them the name before a token, or has characters that it cannot have
 * @throws RangeError if an option is a negative number, or none
 */
export function connect<Messages extends MessageTypes = AnyMessages, TypeField extends string = 'type'>(
	url: string | URL | (() => string | URL | Promise<string | URL>),
	options?: Options<TypeField> & ('type' extends TypeField ? object : { typeField: TypeField }),
): Connection<Messages, TypeField>;
