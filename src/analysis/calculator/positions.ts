/**
 * Spatial size and number of filters are two different questions; both are answered. The size says at how
 * many positions a filter is applied, the number of filters is a free choice.
 */
import {
  formatCount,
  isNumber,
  productOf,
  formatDim,
  type ExplainLine,
  type Language,
  type LayerPlan,
} from '../../shape';

export function positionsLine(plan: LayerPlan | undefined, language: Language): ExplainLine[] {
  if (!plan || !('weightLayout' in plan) || plan.error) return [];
  const sizes = plan.axes.map((axis) => axis.output);
  const count = productOf(sizes);
  if (!isNumber(count)) return [];
  const product = sizes.length > 1 ? `${sizes.map(formatDim).join(' × ')} = ${formatCount(count)}` : formatCount(count);
  const filters = formatDim(plan.outChannels);
  return language === 'zh'
    ? [{ label: '位置', text: `${product} 个位置，${filters} 个卷积核各计算一次；卷积核的个数由你选定，与尺寸无关` }]
    : [
        {
          label: 'positions',
          text: `${product}, computed by each of the ${filters} filters; how many filters is yours to choose, the size does not fix it`,
        },
      ];
}
