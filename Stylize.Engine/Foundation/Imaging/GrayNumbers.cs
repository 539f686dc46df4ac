namespace Stylize.Engine.Imaging;

/// <summary>Reads gray images as numbers.</summary>
internal static class GrayNumbers
{
    /// <summary>Passes on the rows of a gray image; equal red, green and blue count as gray, and alpha is
    /// ignored.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: the image is in color.</exception>
    public static void Read(SampleImage<ushort> image, string name, Action<int, ReadOnlySpan<double>> row)
    {
        var values = new double[image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            var first = image.Planes[0].Row(y);
            for (var plane = 1; plane < image.ColorPlanes; plane++)
            {
                if (!image.Planes[plane].Row(y).SequenceEqual(first)) throw Colored(name);
            }

            for (var x = 0; x < values.Length; x++)
            {
                values[x] = first[x];
            }

            row(y, values);
        }
    }

    /// <summary>Creates the failure of an image in color.</summary>
    public static StylizeException Colored(string name) => Errors.InColor.With(name);
}
