// What examples take from the page around them. All of it writes into the output.

let token = 'fresh';

function write(...values) {
	document.querySelector('output').append(`${values.join(' ')}\n`);
}

const session = { accessToken: () => token };
const show = ({ from, text }) => write('line', from, text);
const badge = (state) => write('state', state);
const login = () => write('login');
const ended = (reason) => write('ended', reason);
const notSent = (message, reason) => write('not sent', message.text, reason);
const log = (way, data) => write(way, data);
const showTrade = ({ symbol }) => write('trade', symbol);
const showSettled = () => write('settled');
const showProblem = () => write('problem');
const decide = (text) => Promise.resolve(text.endsWith('?'));
