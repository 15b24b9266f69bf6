import { connect } from '/webjars/ws-client/ws-ask.js';

const shop = connect('/shop');
shop.onAsk('confirm', async ({ text }) => ({ agreed: await decide(text) }));

export async function priceOf(item) {
	const { amount, currency } = await shop.ask({ type: 'price', of: item });
	return `${amount} ${currency}`;
}
