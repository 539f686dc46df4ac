namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// A Gaussian of a coarse picture, in one cache line. At (x, y), with dy = y - <see cref="CenterY"/> and
/// d = x - <see cref="CenterX"/> - <see cref="Slope"/> dy, its window is
/// max(0, 1 - <see cref="AcrossRow"/> d^2 - <see cref="Row"/> dy^2)^4.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CoarseGaussian
{
    /// <summary>Center in samples. Sample centers have integer coordinates.</summary>
    public float CenterX, CenterY;

    /// <summary>Shift of the middle of the ellipse per row, in columns.</summary>
    public float Slope;
    public float AcrossRow, Row;

    /// <summary>1 / <see cref="AcrossRow"/>.</summary>
    public float InverseAcrossRow;

    // Aligns the color.
    private readonly float _unused0, _unused1;

    /// <summary>Color and weight to multiply by the window and sum.</summary>
    public Vector128<float> Color;
    public SampleBox Box;
}

/// <summary>
/// Draws the Gaussians of a tile of a coarse picture. Pixels are four consecutive floats, so a Gaussian of few samples
/// takes few reads and writes at any position. The window approximates exp(-q/2) without an exponential.
/// </summary>
internal static unsafe class CoarseKernel
{
    /// <summary>
    /// Pixels that follow each row, because a Gaussian is drawn in groups of eight columns. Their contents are
    /// undefined.
    /// </summary>
    public const int Margin = Columns;

    /// <summary>Power of the window (1 - q / r^2)^4.</summary>
    public const int Power = 4;

    /// <summary>
    /// Squared radius r^2 of a window, in squared standard deviations. 12 would keep the variance; 11 gives sharper
    /// pictures. Windows of a lower power and a smaller radius are faster, but leave gaps where a fit has few
    /// Gaussians.
    /// </summary>
    public const float SquaredRadius = 11;

    private const int Columns = 8;

    /// <summary>
    /// Width from which the columns outside the ellipse are skipped. Below it, their limits take longer than the
    /// columns.
    /// </summary>
    private const int MinCutWidth = 32;

    /// <param name="sums">The first pixel of the tile.</param>
    /// <param name="stride">Pixels from a row to the next.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector>(
        CoarseGaussian* gaussians, ReadOnlySpan<int> chosen, in Tile tile, Vector128<float>* sums, nint stride)
        where TLanes : ILanes<TVector>
    {
        for (var i = 0; i < chosen.Length; i++)
        {
            if (Sse.IsSupported && i + TileKernel.PrefetchDistance < chosen.Length)
            {
                Sse.Prefetch0(gaussians + chosen[i + TileKernel.PrefetchDistance]);
            }

            // A local copy stays in registers; the compiler would read memory again after each store.
            var g = gaussians[chosen[i]];
            var (left, right) = (Math.Max(g.Box.Left, tile.Left), Math.Min(g.Box.Right, tile.Right - 1));
            var (top, bottom) = (Math.Max(g.Box.Top, tile.Top), Math.Min(g.Box.Bottom, tile.Bottom - 1));
            var row = (float*)(sums + ((top - tile.Top) * stride) - tile.Left);
            var colors = Vector512.Create(Vector256.Create(g.Color, g.Color), Vector256.Create(g.Color, g.Color));
            var across = Vector256.Create(-g.AcrossRow);
            var dy = top - g.CenterY;
            if (right - left < MinCutWidth)
            {
                row += 4 * left;
                var slope = Vector256.Create(g.Slope);
                var d = Vector256.Create(left - g.CenterX - (g.Slope * dy)) + Vector256<float>.Indices;
                for (var y = top; y <= bottom; y++, dy++, row += 4 * stride, d -= slope)
                {
                    var inside = 1 - (g.Row * dy * dy);
                    var (next, x) = (d, left);
                    for (; right - x >= Columns / 2; x += Columns, next += Vector256.Create((float)Columns))
                    {
                        Blend<TLanes, TVector>(across, next, inside, colors, row + (4 * (x - left)), Columns);
                    }

                    if (x <= right)
                    {
                        Blend<TLanes, TVector>(across, next, inside, colors, row + (4 * (x - left)), Columns / 2);
                    }
                }

                continue;
            }

            for (var y = top; y <= bottom; y++, dy++, row += 4 * stride)
            {
                var inside = 1 - (g.Row * dy * dy);
                var middle = g.CenterX + (g.Slope * dy);
                var half = MathF.Sqrt(Math.Max(0, inside) * g.InverseAcrossRow);
                var first = Math.Max(left, (int)(middle - half));
                var last = Math.Min(right, (int)(middle + half));
                for (var x = first; x <= last; x += Columns)
                {
                    var d = Vector256.Create(x - middle) + Vector256<float>.Indices;
                    Blend<TLanes, TVector>(across, d, inside, colors, row + (4 * x), Columns);
                }
            }
        }
    }

    /// <summary>Adds four or eight samples of a row.</summary>
    /// <param name="d">Columns from the middle of the ellipse.</param>
    /// <param name="inside">1 - Row dy^2.</param>
    /// <param name="colors">The Gaussian's color, four times.</param>
    /// <param name="count">4 or 8, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blend<TLanes, TVector>(
        Vector256<float> across, Vector256<float> d, float inside, Vector512<float> colors, float* sums, int count)
        where TLanes : ILanes<TVector>
    {
        var window = Vector256.MaxNative(
            Vector256.FusedMultiplyAdd(across * d, d, Vector256.Create(inside)), Vector256<float>.Zero);
        window *= window;
        window *= window;
        if (TLanes.Count == Vector512<float>.Count)
        {
            var windows = Vector512.Create(window, window);
            var first = Vector512.Shuffle(windows, Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3));
            Vector512.FusedMultiplyAdd(first, colors, Vector512.Load(sums)).Store(sums);
            if (count < Columns) return;

            var second = Vector512.Shuffle(windows, Vector512.Create(4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7));
            Vector512.FusedMultiplyAdd(second, colors, Vector512.Load(sums + 16)).Store(sums + 16);
            return;
        }

        // The compiler does not unroll a loop over the pairs, and checks indices that are not constant.
        Add(Vector256.Shuffle(window, Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1)), 0);
        Add(Vector256.Shuffle(window, Vector256.Create(2, 2, 2, 2, 3, 3, 3, 3)), 8);
        if (count < Columns) return;

        Add(Vector256.Shuffle(window, Vector256.Create(4, 4, 4, 4, 5, 5, 5, 5)), 16);
        Add(Vector256.Shuffle(window, Vector256.Create(6, 6, 6, 6, 7, 7, 7, 7)), 24);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Add(Vector256<float> windows, int offset) =>
            Vector256.FusedMultiplyAdd(windows, colors.GetLower(), Vector256.Load(sums + offset)).Store(sums + offset);
    }
}
