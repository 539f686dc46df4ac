namespace Stylize.Engine.Segmentation;

/// <summary>Converts samples to the numbers of the file: <paramref name="Low"/> + <paramref name="Step"/> x
/// sample.</summary>
internal readonly record struct SampleScale(double Low, double Step)
{
    /// <summary>The scale of files with integers, whose samples are unchanged.</summary>
    public static SampleScale Identity { get; } = new(0, 1);

    /// <summary>Returns the number of the file for a sample.</summary>
    public double ToNumber(double sample) => Low + (Step * sample);

    /// <summary>Returns the sample for a number of the file.</summary>
    public double ToSample(double number) => (number - Low) / Step;
}
