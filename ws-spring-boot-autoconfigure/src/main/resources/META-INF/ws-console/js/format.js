// Readable numbers.

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export function count(value) {
	return (value >= 100 || Number.isInteger(value) ? plain : fine).format(value);
}

export function bytes(value) {
	const units = ['B', 'KB', 'MB', 'GB', 'TB'];
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return [count(unit === 0 ? Math.round(value) : value), units[unit]];
}

export function millis(value) {
	if (value === null || value === undefined) {
		return ['–', ''];
	}
	return value >= 1000 ? [fine.format(value / 1000), 's'] : [value >= 10 || value === 0 ? plain.format(value) : value.toFixed(2), 'ms'];
}

export function age(since, now = Date.now()) {
	const seconds = Math.max(0, Math.floor((now - since) / 1000));
	if (seconds < 60) {
		return `${seconds} s`;
	}
	if (seconds < 3600) {
		return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
	}
	const hours = Math.floor(seconds / 3600);
	return hours < 48 ? `${hours} h ${Math.floor(seconds % 3600 / 60)} min` : `${Math.floor(hours / 24)} days`;
}
