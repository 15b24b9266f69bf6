import { connect } from '/webjars/ws-client/ws-client.js';

const trades = connect('/v2/trades');
trades.on('trade', showTrade);
trades.on('settled', showSettled);
trades.on('problem', showProblem);
trades.addEventListener('state', ({ detail }) => {
	if (detail.state === 'open') {
		trades.send({ type: 'subscribe', symbol: 'ABC' });
	}
});

function order(amount) {
	return trades.send({ type: 'order', symbol: 'ABC', amount });
}
