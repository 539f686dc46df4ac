namespace Stylize.Engine.Segmentation;

/// <summary>
/// A stain of bright-field images, as one channel of red, green and blue (Ruifrok and Johnston 2001): hematoxylin,
/// eosin and dab are those of rgb2hed in scikit-image, residual what hematoxylin and DAB leave, as in hdx_from_rgb.
/// </summary>
/// <param name="Text">A name, or nine numbers: the optical densities of three stains in red, green and blue, of which
/// the first is the channel.</param>
[ValueForm<Stain>(
    "hematoxylin, eosin, dab, residual, or nine numbers: red, green and blue of the stain and two others")]
public readonly record struct Stain(string Text) : IParsable<Stain>
{
    /// <summary>The lowest intensity, as in scikit-image; its logarithm is the unit of amounts.</summary>
    private const double Lowest = 1e-6;

    private const double MinDeterminant = 1e-6;

    private static readonly string[] Names = ["hematoxylin", "eosin", "dab", "residual"];
    private static readonly double[] Hed = [.65, .70, .29, .07, .99, .11, .27, .57, .78];
    private static readonly double[] Hdx = [.650, .704, .286, .268, .570, .776];

    /// <inheritdoc/>
    public static Stain Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not a stain.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Stain result)
    {
        result = new(s?.Trim().ToLowerInvariant() ?? "");
        if (Names.Contains(result.Text)) return true;

        double[] numbers =
            [.. result.Text.Split(',').Select(part => TryNumber(part, out var number) ? number : double.NaN)];
        if (numbers.Length != 9 || !numbers.All(double.IsFinite)) return false;

        result = new(string.Join(',', numbers.Select(number => Invariant($"{number}"))));
        return Math.Abs(Weights(numbers, 0).Determinant) > MinDeterminant;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Reads the amounts in the rows of an image.</summary>
    /// <param name="image">Red, green and blue.</param>
    /// <param name="highest">The highest sample.</param>
    /// <param name="row">Receives the number of a row and its amounts, which are valid during the call.</param>
    internal void Read(SampleImage<ushort> image, int highest, Action<int, ReadOnlySpan<double>> row)
    {
        var index = Array.IndexOf(Names, Text);
        var (weights, _) = index switch
        {
            < 0 => Weights([.. Text.Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture))], 0),
            3 => Weights([.. Hdx, .. Cross(Hdx, 0, 1)], 2),
            _ => Weights(Hed, index),
        };
        var unit = PortableMath.Log(Lowest);
        double[] densities = [.. Enumerable.Range(0, highest + 1).Select(
            sample => PortableMath.Log(Math.Max(sample / (double)highest, Lowest)) / unit)];
        var amounts = new double[image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            Array.Clear(amounts);
            for (var plane = 0; plane < 3; plane++)
            {
                var samples = image.Planes[plane].Row(y);
                for (var x = 0; x < amounts.Length; x++)
                {
                    amounts[x] += weights[plane] * densities[samples[x]];
                }
            }

            TensorPrimitives.Max(amounts, 0, amounts);
            row(y, amounts);
        }
    }

    /// <summary>Returns a column of the inverse of a matrix of three rows, and its determinant.</summary>
    private static (double[] Weights, double Determinant) Weights(double[] rows, int column)
    {
        var cross = Cross(rows, (column + 1) % 3, (column + 2) % 3);
        var determinant = cross.Select((value, i) => value * rows[(3 * column) + i]).Sum();
        return ([.. cross.Select(value => value / determinant)], determinant);
    }

    private static double[] Cross(double[] rows, int first, int second)
    {
        double A(int i) => rows[(3 * first) + (i % 3)];
        double B(int i) => rows[(3 * second) + (i % 3)];
        return [.. Enumerable.Range(0, 3).Select(i => (A(i + 1) * B(i + 2)) - (A(i + 2) * B(i + 1)))];
    }
}
