/** What the rules of OpenCV say, in Chinese. */
export const OPENCV_SAYINGS_ZH: Readonly<Record<string, string>> = {
  'cv2.resize cannot interpolate an array of {0}. Convert it first: .astype(np.float32) or .astype(np.uint8).':
    'cv2.resize 不能对 {0} 数组插值。请先转换：.astype(np.float32) 或 .astype(np.uint8)。',
  'cv2.{0} joins pictures of the same {1} and number of channels, but these are {2} and {3}.':
    'cv2.{0} 只能拼接 {1} 和通道数都相同的图像，但这两幅是 {2} 和 {3}。',
  'cv2.{0} takes a picture of height × width, or height × width × channels, and not {1}. Take one picture of a batch, and put channels last.':
    'cv2.{0} 需要 高 × 宽 或 高 × 宽 × 通道 的图像，而不是 {1}。请从批次中取一幅，并把通道放在最后。',
  'cv2.{0}: the picture {1} has no pixels.': 'cv2.{0}：图像 {1} 没有像素。',
  'cv2: the size of a picture is two integers, and {0} is none. Use int(…).':
    'cv2：图像大小是两个整数，而 {0} 不是整数。请用 int(…)。',
  'cv2.cvtColor: {0} takes a picture of {1} channels, but this one has {2}.':
    'cv2.cvtColor：{0} 需要 {1} 个通道的图像，但这幅有 {2} 个。',
  'cv2.cvtColor cannot convert an array of float64. Convert it first: .astype(np.float32) or .astype(np.uint8).':
    'cv2.cvtColor 不能转换 float64 数组。请先转换：.astype(np.float32) 或 .astype(np.uint8)。',
  'cv2.{0}: both pictures must be of one size, but they are {1} and {2}. Resize one of them.':
    'cv2.{0}：两幅图像的大小必须相同，但它们是 {1} 和 {2}。请缩放其中一幅。',
  'cv2.Canny takes a picture of uint8, and this one is {0}. Convert it: (255 * image).astype(np.uint8).':
    'cv2.Canny 需要 uint8 图像，而这幅是 {0}。请转换：(255 * image).astype(np.uint8)。',
  'cv2.equalizeHist takes a picture of one channel, but this one has {0}. Convert it with cv2.cvtColor(…, cv2.COLOR_BGR2GRAY).':
    'cv2.equalizeHist 需要单通道图像，但这幅有 {0} 个通道。请用 cv2.cvtColor(…, cv2.COLOR_BGR2GRAY) 转换。',
};
