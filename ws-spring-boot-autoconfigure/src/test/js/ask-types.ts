// Compiled, not run. A use that must not compile says so: the compiler fails if it does.

import { AskError, connect, type AskConnection, type Connection } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-ask.js';

interface Price {
	amount: number;
	currency: string;
}

type Shop = {
	in: { line: { text: string } };
	out: { say: { text: string } };
	asks: { price(question: { of: string }): Price; count(question: object): number; seen(question: object): void };
	answers: { confirm(question: { text: string }): { agreed: boolean }; alarm(question: object): void };
};

const shop = connect<Shop>('/shop', { askTimeout: 1_000, askField: 'ask', replyField: 're', token: () => 'token' });

const price: Price = await shop.ask({ type: 'price', of: 'tea' });
const count: number = await shop.ask({ type: 'count' }, { timeout: 20_000 });
const nothing: void = await shop.ask({ type: 'seen' });
console.log(price.amount + count, nothing);
// @ts-expect-error a question that the page does not ask
shop.ask({ type: 'weight', of: 'tea' });
// @ts-expect-error a question of the server
shop.ask({ type: 'confirm', text: 'Sure?' });
// @ts-expect-error a field is missing
shop.ask({ type: 'price' });
// @ts-expect-error a field of another type
shop.ask({ type: 'price', of: 5 });
// @ts-expect-error no type
shop.ask({ of: 'tea' });
// @ts-expect-error another answer
const weight: string = await shop.ask({ type: 'count' });
// @ts-expect-error an option that does not exist
shop.ask({ type: 'count' }, { wait: 5 });

const remove: () => void = shop.onAsk('confirm', async ({ text, type }) => ({ agreed: text.length > type.length }));
remove();
shop.onAsk('alarm', () => {});
// @ts-expect-error another answer
shop.onAsk('confirm', () => 'yes');
// @ts-expect-error a question that the page asks
shop.onAsk('price', () => ({ amount: 1, currency: 'EUR' }));
// @ts-expect-error a field that the question does not have
shop.onAsk('confirm', ({ colour }) => ({ agreed: colour }));

shop.on('line', ({ text }) => console.log(text));
shop.send({ type: 'say', text: weight });
// @ts-expect-error a question is no message
shop.send({ type: 'price', of: 'tea' });
const other: Connection<Shop> = shop;
console.log(other.state);

try {
	await shop.ask({ type: 'seen' });
}
catch (error) {
	if (error instanceof AskError && error.reason === 'failed') {
		console.log(error.content?.code);
	}
	// @ts-expect-error a reason that does not exist
	if (error instanceof AskError && error.reason === 'refused') {
		shop.close();
	}
}

// Without types, all are possible
const any: AskConnection = connect('shop');
console.log((await any.ask({ type: 'whatever', of: 1 })).field);
any.onAsk('whatever', ({ text }) => text);

// Another type field
const events = connect<Shop, 'kind'>('events', { typeField: 'kind' });
await events.ask({ kind: 'price', of: 'tea' });
events.onAsk('confirm', ({ kind }) => ({ agreed: kind === 'confirm' }));
// @ts-expect-error the type is in another field
events.ask({ type: 'price', of: 'tea' });
