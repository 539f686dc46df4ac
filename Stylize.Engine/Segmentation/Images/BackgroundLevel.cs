namespace Stylize.Engine.Segmentation.Images;

/// <summary>A correction for the background: the difference from it, or thousandths of it.</summary>
/// <param name="Divides">True for thousandths.</param>
/// <param name="Sample">Sample of the background.</param>
internal readonly record struct BackgroundLevel(bool Divides, int Sample)
{
    private const double Thousandths = 1000;

    /// <summary>Returns the scale of corrected samples.</summary>
    public SampleScale Scale(SampleScale stored) => Divides ? SampleScale.Identity : new(0, stored.Step);

    /// <summary>Returns the background as a number of the file. A background by which numbers are divided is at least
    /// one step.</summary>
    public double Level(SampleScale stored) =>
        Divides ? Math.Max(stored.ToNumber(Sample), stored.Step) : stored.ToNumber(Sample);

    /// <summary>Returns a corrected number.</summary>
    /// <param name="level">As <see cref="Level"/> returns it.</param>
    public double Corrected(double number, double level) =>
        Divides ? Math.Max(number * Thousandths / level, 0) : Math.Max(number - level, 0);

    /// <summary>Returns a table of 65,536 values that corrects samples.</summary>
    public ushort[] Table(SampleScale stored)
    {
        var (table, level) = (new ushort[Thresholds.IntensityHistogram.Levels], Level(stored));
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = Divides
                ? (ushort)Math.Min(
                    Math.Round(Corrected(stored.ToNumber(value), level), MidpointRounding.ToEven), ushort.MaxValue)
                : (ushort)Math.Max(value - Sample, 0);
        }

        return table;
    }
}
