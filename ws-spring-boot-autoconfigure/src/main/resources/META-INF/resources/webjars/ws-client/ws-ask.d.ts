import type { AnyMessages, Connection, MessageTypes, Options } from './ws-client.js';

export * from './ws-client.js';

/** Messages of a connection by their types, and its questions: functions from a question to its answer, by the type of the question. */
export interface AskTypes extends MessageTypes {
	/** Questions that the page asks. */
	asks?: object;
	/** Questions that the page answers. */
	answers?: object;
}

/** Any messages and questions: what `connect` without a type argument has. */
export interface AnyAsks extends AnyMessages {
	asks: Record<string, (question: any) => any>;
	answers: Record<string, (question: any) => any>;
}

/** Options of a connection with questions. */
export interface AskOptions<TypeField extends string = string> extends Options<TypeField> {
	/** Field that has the number of a question: the server's `ws.message.ask-field`. `ask` by default. */
	askField?: string;
	/** Field of an answer that has the number of its question: the server's `ws.message.reply-field`. `re` by default. */
	replyField?: string;
	/** Milliseconds that the server has for an answer. 5,000 by default. */
	askTimeout?: number;
}

/** Why a question was not answered. */
export class AskError extends Error {
	constructor(reason: AskError['reason'], content?: unknown);
	/**
	 * `failed`: the server has answered with an error. `timeout`: it has not answered in time, or does not know questions.
	 * `lost`: the connection is gone, so that nobody knows whether the server has got the question. `not sent`: there is no connection,
	 * or no room.
	 */
	readonly reason: 'failed' | 'timeout' | 'lost' | 'not sent';
	/** What the server says about the error, or `null`; only of `failed`. */
	readonly content?: any;
}

type Field<Messages, Name extends string> = Name extends keyof Messages ? Messages[Name] & object : object;
type Of<Asks> = keyof Asks & string;
type QuestionOf<Ask> = Ask extends (question: infer Question) => unknown ? Question : never;
type AnswerOf<Ask> = Ask extends (...question: any[]) => infer Answer ? Answer : never;

/** Connection whose both sides may ask. */
export type AskConnection<Messages extends AskTypes = AnyAsks, TypeField extends string = 'type'> = Connection<Messages, TypeField> & {
	/**
	 * Ask the server. It must be an endpoint that has agreed to `ws.v1`.
	 * @param question an object without the fields for the numbers of questions and answers
	 * @param options `timeout`: milliseconds that the server has for the answer, instead of `askTimeout`
	 * @returns the answer; `undefined` if there is only an acknowledgement. It is rejected with an `AskError`, or with a `TypeError` if this
	 * is no question.
	 */
	ask<Type extends Of<Field<Messages, 'asks'>>>(
		question: QuestionOf<Field<Messages, 'asks'>[Type]> & Record<TypeField, Type>, options?: { timeout?: number },
	): Promise<AnswerOf<Field<Messages, 'asks'>[Type]>>;
	/**
	 * Answer questions of the server. A question that has neither a handler nor a listener is answered with an error, so that the server
	 * need not wait; one that has a listener only is a message like any other.
	 * @param type the type of the questions
	 * @param handler returns the answer or a promise: an object without the fields `error` and `replyField`, another value, or `undefined` to
	 * acknowledge. What the promise is rejected with is the error that the server gets; of an `Error` it gets nothing, and the error is reported.
	 * @returns a function that removes the handler
	 */
	onAsk<Type extends Of<Field<Messages, 'answers'>>>(
		type: Type, handler: (question: QuestionOf<Field<Messages, 'answers'>[Type]> & Record<TypeField, Type>) =>
			AnswerOf<Field<Messages, 'answers'>[Type]> | Promise<AnswerOf<Field<Messages, 'answers'>[Type]>>,
	): () => void;
};

/**
 * Connect to a server as `connect` of `ws-client.js` does, with questions in both directions.
 * @param url as for `connect` of `ws-client.js`
 */
export function connect<Messages extends AskTypes = AnyAsks, TypeField extends string = 'type'>(
	url: string | URL | (() => string | URL | Promise<string | URL>),
	options?: AskOptions<TypeField> & ('type' extends TypeField ? object : { typeField: TypeField }),
): AskConnection<Messages, TypeField>;
