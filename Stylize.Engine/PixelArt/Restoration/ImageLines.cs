using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Some rows or columns of an image, three channels each, spread evenly over it.</summary>
internal sealed class ImageLines
{
    private readonly RestorationWork _work;

    private ImageLines(int length, List<float[]> lines, RestorationWork work)
    {
        _work = work;
        Length = length;
        Lines = lines;
    }

    /// <summary>Pixels of a line.</summary>
    public int Length { get; }

    /// <summary>The lines, 0 to 255; three in succession are the channels of one.</summary>
    public IReadOnlyList<float[]> Lines { get; }

    /// <summary>Lines of an image.</summary>
    /// <param name="isVertical">True for columns.</param>
    /// <param name="most">How many, at most.</param>
    /// <param name="work">Counts the steps of <see cref="Unexplained"/>.</param>
    public static ImageLines Of(Raster<Rgba32> image, bool isVertical, int most, RestorationWork work)
    {
        var (length, across) = isVertical ? (image.Height, image.Width) : (image.Width, image.Height);
        var count = Math.Min(across, most);
        var lines = new List<float[]>(3 * count);
        for (var n = 0; n < count; n++)
        {
            var place = (int)((n + 0.5) * across / count);
            float[] r = new float[length], g = new float[length], b = new float[length];
            for (var i = 0; i < length; i++)
            {
                var pixel = isVertical ? image.Row(i)[place] : image.Row(place)[i];
                (r[i], g[i], b[i]) = (pixel.R, pixel.G, pixel.B);
            }

            lines.AddRange([r, g, b]);
        }

        return new ImageLines(length, lines, work);
    }

    /// <summary>The variance that cells of a size leave unexplained, in squared 8-bit steps for each degree of freedom.</summary>
    public double Unexplained(double cell, double offset, EnlargementKernel kernel)
    {
        var model = new AxisModel(Length, cell, offset, kernel);
        if (model.Cells >= Length)
        {
            return double.MaxValue;
        }

        _work.Add(Length * ((StepsPerWeight * model.Taps) + (Lines.Count * (2L + model.Taps))));
        var cells = new double[model.Cells];
        var sum = 0.0;
        foreach (var line in Lines)
        {
            sum += model.Solve(line, cells);
        }

        return (sum / ((double)(Length - model.Cells) * Lines.Count)) + QuantisationNoise;
    }

    /// <summary>Steps of making a weight of a pixel.</summary>
    private const int StepsPerWeight = 10;

    /// <summary>Variance of rounding to whole numbers, 1/12, and half as much for what was rounded before.</summary>
    private const double QuantisationNoise = 0.125;
}
