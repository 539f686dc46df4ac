namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>The main colors of an image's border, and the distance from them, in Lab units, up to which a pixel belongs
/// to the background.</summary>
/// <example><code>
/// using var image = new Raster&lt;Rgba32>(20, 20);
/// image.Fill(new Rgba32(255, 255, 255));
/// image[10, 10] = new Rgba32(200, 0, 0);
/// Assert.Equal(100, PlainBackground.Find(image)!.Colors.Single().L, 0.1);
/// </code></example>
internal sealed record PlainBackground(IReadOnlyList<Lab> Colors, float Tolerance)
{
    /// <summary>Bounds of the distance that the noise of the background explains.</summary>
    public const float MinTolerance = 8, MaxTolerance = 16;

    /// <summary>Tolerance as a multiple of the noise of the background.</summary>
    private const float NoiseFactor = 4;

    /// <summary>Minimum share of the border that the background covers, and each of the two colors of a
    /// checkerboard.</summary>
    private const double MinShare = 0.5, MinColorShare = 0.25;

    /// <summary>Maximum number of background colors; two are a checkerboard.</summary>
    private const int MaxColors = 2;

    /// <summary>Minimum number of changes between the colors of a checkerboard along the border. In a photograph, such
    /// as of a dark coat in front of a sky, two colors meet at few places.</summary>
    private const int MinChanges = 12;

    /// <summary>Side of a bin of border colors, in Lab units.</summary>
    private const float BinSide = 6;

    private readonly ColorSearch _search = new(Colors);

    /// <summary>Returns the background of an image; null if the border has no main color or is transparent. Costs about
    /// 1 µs per pixel of the border.</summary>
    public static PlainBackground? Find(Raster<Rgba32> image)
    {
        var pixels = Border(image);
        if (IsClear(pixels)) return null;

        Lab[] border = Array.ConvertAll(pixels, LabConversion.FromRgba), rest = border;
        var tolerance = MinTolerance;
        List<Lab> colors = [];
        while (colors.Count < MaxColors && rest.Length >= MinColorShare * border.Length)
        {
            var center = Median([.. rest.GroupBy(color => color.Bin(BinSide)).MaxBy(group => group.Count())!]);
            center = Median([.. rest.Where(IsNear)]);
            float[] near = [.. rest.Where(IsNear).Select(color => Lab.Distance(color, center)).Order()];
            if (near.Length < MinColorShare * border.Length) break;

            if (colors.Count == 1 && Changes(border, new([colors[0], center], MaxTolerance)) < MinChanges) break;

            colors.Add(center);
            tolerance = Math.Clamp(NoiseFactor * near[near.Length / 2], tolerance, MaxTolerance);
            rest = [.. rest.Where(color => !IsNear(color))];

            bool IsNear(Lab color) => Lab.Distance(color, center) <= MaxTolerance;
        }

        return border.Length - rest.Length >= MinShare * border.Length ? new PlainBackground(colors, tolerance) : null;
    }

    /// <summary>Returns the pixels of the border, clockwise from the top left corner.</summary>
    public static Rgba32[] Border(Raster<Rgba32> image)
    {
        var (right, bottom) = (image.Width - 1, image.Height - 1);
        var (columns, rows) = (Enumerable.Range(0, image.Width), Enumerable.Range(1, Math.Max(0, bottom - 1)));
        return
        [
            .. columns.Select(x => image[x, 0]),
            .. rows.Select(y => image[right, y]),
            .. columns.Reverse().Where(_ => bottom > 0).Select(x => image[x, bottom]),
            .. rows.Reverse().Where(_ => right > 0).Select(y => image[0, y]),
        ];
    }

    /// <summary>True if at least half of a border is transparent.</summary>
    public static bool IsClear(Rgba32[] border) => 2 * border.Count(pixel => pixel.A >= 128) <= border.Length;

    /// <summary>Returns the nearest color of the background and its distance.</summary>
    public (Lab Color, float Distance) Nearest(Lab color) =>
        (Colors[_search.Nearest(color, out var squared)], MathF.Sqrt(squared));

    /// <summary>Sets a bit of the marks of the pixels of a row that have a color of the background, whatever their
    /// alpha; about 3 ns per pixel for three colors.</summary>
    /// <returns>The number of pixels marked.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public int Mark<T>(ReadOnlySpan<Rgba32> pixels, Span<T> marks, T bit)
        where T : IBitwiseOperators<T, T, T>
    {
        var lanes = Vector256<float>.Count;
        var pitch = (pixels.Length + lanes - 1) / lanes * lanes;
        using var planes = new PooledBuffer<float>(3 * pitch);
        Span<float> l = planes.Span[..pitch], a = planes.Span.Slice(pitch, pitch),
            b = planes.Span.Slice(2 * pitch, pitch);
        LabConversion.FromRgba(pixels, l, a, b);
        Lab[] colors = [.. Colors];
        var limit = Vector256.Create(Tolerance * Tolerance);
        var marked = 0;
        for (var x = 0; x < pixels.Length; x += lanes)
        {
            var least = Vector256.Create(float.PositiveInfinity);
            foreach (var color in colors)
            {
                var dl = Vector256.Create<float>(l[x..]) - Vector256.Create(color.L);
                var da = Vector256.Create<float>(a[x..]) - Vector256.Create(color.A);
                var db = Vector256.Create<float>(b[x..]) - Vector256.Create(color.B);
                least = Vector256.Min(least, (dl * dl) + (da * da) + (db * db));
            }

            var near = Vector256.LessThanOrEqual(least, limit).ExtractMostSignificantBits();
            for (; near != 0 && x + BitOperations.TrailingZeroCount(near) is var i && i < pixels.Length;
                near &= near - 1)
            {
                marks[i] |= bit;
                marked++;
            }
        }

        return marked;
    }

    /// <summary>Returns the number of changes along the border between the two colors of a checkerboard.</summary>
    private static int Changes(Lab[] border, PlainBackground both)
    {
        var near = border.Select(both.Nearest).Where(nearest => nearest.Distance <= both.Tolerance).ToList();
        return near.Zip(near.Skip(1)).Count(pair => pair.First.Color != pair.Second.Color);
    }

    private static Lab Median(Lab[] colors)
    {
        return new Lab(Middle(color => color.L), Middle(color => color.A), Middle(color => color.B));

        float Middle(Func<Lab, float> of) => colors.Select(of).Order().ElementAt(colors.Length / 2);
    }
}
