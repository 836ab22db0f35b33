/** The version of PyTorch whose behaviour is modelled: what `torch.__version__` says. */
export const TORCH_VERSION = '2.13.0';
