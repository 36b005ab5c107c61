export const trainedWeights = '0,0,0,0,0,0';
