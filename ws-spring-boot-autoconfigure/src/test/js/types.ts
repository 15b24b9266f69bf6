// Compiled, not run. A use that must not compile says so: the compiler fails if it does.

import { connect, type Connection, type Ending, type Extension, type State } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-client.js';

interface ChatLine {
	author: string;
	text: string;
}

type Chat = {
	in: { line: ChatLine; left: { author: string; reason?: 'timeout' | 'bye' } };
	out: { say: { text: string }; draft: { text: string; cursor?: number } };
};

const chat = connect<Chat>('/chat/lobby', { token: async () => 'token', queue: { maxMessages: 10 }, protocols: ['chat.v1'] });

const remove: () => void = chat.on('line', (line, text) => {
	const author: string = line.author;
	const type: 'line' = line.type;
	const raw: string = text;
	// @ts-expect-error a field that the message does not have
	console.log(line.colour, author, type, raw);
});
remove();
chat.on('left', ({ reason }) => {
	// @ts-expect-error a value that the field does not have
	if (reason === 'error') {
		chat.close();
	}
});
chat.on('*', (message, text) => console.log(message.anything, text.length));
chat.on('binary', (bytes) => console.log(bytes.byteLength));
// @ts-expect-error a type that the server does not send
chat.on('lines', () => {});
// @ts-expect-error a type that only the page sends
chat.on('say', () => {});
// @ts-expect-error a listener is needed
chat.on('line');
// @ts-expect-error a listener of another message
chat.on('line', (line: { author: number }) => console.log(line));

const result: 'sent' | 'queued' | 'rejected' = chat.send({ type: 'say', text: 'hello' });
chat.send({ type: 'draft', text: 'he', cursor: 2 }, { queue: true });
chat.send(new Uint8Array([1]));
chat.send(new Blob(['a']));
chat.send(new ArrayBuffer(1));
// @ts-expect-error a type that the page does not send
chat.send({ type: 'shout', text: result });
// @ts-expect-error a type that only the server sends
chat.send({ type: 'line', author: 'a', text: 'b' });
// @ts-expect-error a field is missing
chat.send({ type: 'say' });
// @ts-expect-error a field too many
chat.send({ type: 'say', text: 'a', cursor: 1 });
// @ts-expect-error a field of another type
chat.send({ type: 'draft', text: 1 });
// @ts-expect-error no type
chat.send({ text: 'hello' });
// @ts-expect-error a text instead of a message
chat.send('hello');
// @ts-expect-error an option that does not exist
chat.send({ type: 'say', text: 'hello' }, { queued: true });

chat.addEventListener('state', ({ detail }) => {
	const state: State = detail.state;
	if (detail.state === 'waiting') {
		console.log(new Date(detail.retryAt), detail.code, detail.reason, state);
	}
	if (detail.state === 'open') {
		console.log(detail.protocol);
		// @ts-expect-error nothing has ended
		console.log(detail.code);
	}
	// @ts-expect-error a state that does not exist
	if (detail.state === 'reconnecting') {
		chat.retryNow();
	}
});
chat.addEventListener('dropped', ({ detail }) => console.log(detail.message, detail.reason === 'full'), { once: true });
chat.addEventListener('unreadable', ({ detail }) => console.log(detail.text.length));
// @ts-expect-error an event that does not exist
chat.addEventListener('open', () => {});
// @ts-expect-error the state is not set
chat.state = 'open';
// @ts-expect-error connections have no reconnect()
chat.reconnect();

const ending: Ending = await chat.closed;
console.log(ending.code, ending.reason, ending.error, chat.retryAt?.toFixed(), chat.protocol);
chat.close(4000, 'over');

// Without types of messages, all are possible
const any = connect(async () => new URL('wss://www.example.org/'));
any.on('whatever', (message) => console.log(message.field));
any.send('text');
any.send({ anything: 1 });
any.send([1, 2, 3]);

// Only what the server sends
const news = connect<{ in: { headline: { text: string } } }>('news');
news.on('headline', ({ text }) => console.log(text));
// @ts-expect-error this page sends nothing
news.send({ type: 'say' });

// Another type field
const events = connect<Chat, 'kind'>('events', { typeField: 'kind' });
events.send({ kind: 'say', text: 'hello' });
events.on('line', ({ kind, text }) => console.log(kind, text));
// @ts-expect-error the type is in another field
events.send({ type: 'say', text: 'hello' });
// @ts-expect-error the name of the field is needed at run time
connect<Chat, 'kind'>('events', { silence: 1_000 });

// @ts-expect-error no URL
connect();
// @ts-expect-error a token that would get old
connect('chat', { token: 'secret' });
// @ts-expect-error an option that does not exist
connect('chat', { retries: 3 });
// @ts-expect-error an option of another type
connect('chat', { silence: '30s' });

const observer: Extension = {
	opened: (api) => console.log(api.send({ type: 'ws.toy' })),
	received: (message, data) => (message.type === 'ws.toy') ? null : console.log(data),
	lost: () => {},
};
connect('chat', { extensions: [observer] });

export function badge(connection: Connection): string {
	return connection.state;
}
