import type { TableVersionText } from '../policy/document.ts'

type Trust = TableVersionText['trust']

/**
 * Dollar amounts of a year, as the regulations set them. `tiers` are of points and fees: 3 % from the first on, then a sum,
 * from the third on; 5 % from the fourth on, then a sum; 8 % below the last. `conforming` is the limit of one unit.
 */
export interface Thresholds {
  readonly year: number
  readonly tiers: readonly [number, number, number, number, number, number]
  readonly tiersTrust: Trust
  /** Of the price of a qualified mortgage: above the first 2.25 %, above the second 3.5 %. There was no such test before 2021. */
  readonly price?: readonly [number, number]
  readonly priceTrust?: Trust
  readonly conforming: number
}

const row = (
  year: number,
  tiers: Thresholds['tiers'],
  tiersTrust: Trust,
  conforming: number,
  price: { readonly price?: readonly [number, number]; readonly priceTrust?: Trust } = {},
): Thresholds => ({ year, tiers, tiersTrust, conforming, ...price })

const priced = (price: readonly [number, number], priceTrust: Trust) => ({ price, priceTrust })

/** 12 CFR 1026.43(e)(2)(vi), (e)(3)(ii) and 1026.32(a)(1)(ii) as indexed each year; the Federal Housing Finance Agency's conforming limits, as it announced them. */
export const thresholds: readonly Thresholds[] = [
  row(2014, [100_000, 3_000, 60_000, 20_000, 1_000, 12_500], 'confirmed', 417_000),
  row(2015, [101_953, 3_059, 61_172, 20_391, 1_020, 12_744], 'confirmed', 417_000),
  row(2016, [101_749, 3_052, 61_050, 20_350, 1_017, 12_719], 'confirmed', 417_000),
  row(2017, [102_894, 3_087, 61_737, 20_579, 1_029, 12_862], 'confirmed', 424_100),
  row(2018, [105_158, 3_155, 63_095, 21_032, 1_052, 13_145], 'confirmed', 453_100),
  row(2019, [107_747, 3_232, 64_648, 21_549, 1_077, 13_468], 'derived', 484_350),
  row(2020, [109_898, 3_297, 65_939, 21_980, 1_099, 13_737], 'derived', 510_400),
  row(
    2021,
    [110_260, 3_308, 66_156, 22_052, 1_103, 13_783],
    'derived',
    548_250,
    priced([110_260, 66_156], 'derived'),
  ),
  row(
    2022,
    [114_847, 3_445, 68_908, 22_969, 1_148, 14_356],
    'derived',
    647_200,
    priced([114_847, 68_908], 'confirmed'),
  ),
  row(
    2023,
    [124_331, 3_730, 74_599, 24_866, 1_243, 15_541],
    'confirmed',
    726_200,
    priced([124_331, 74_599], 'confirmed'),
  ),
  row(
    2024,
    [130_461, 3_914, 78_277, 26_092, 1_305, 16_308],
    'derived',
    766_550,
    priced([130_461, 78_277], 'derived'),
  ),
  row(
    2025,
    [134_841, 4_045, 80_905, 26_968, 1_348, 16_855],
    'confirmed',
    806_500,
    priced([134_841, 80_905], 'confirmed'),
  ),
  row(
    2026,
    [137_958, 4_139, 82_775, 27_592, 1_380, 17_245],
    'confirmed',
    832_750,
    priced([137_958, 82_775], 'confirmed'),
  ),
]
