using System.Globalization;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>A bar of a round length in the lower right corner of a picture.</summary>
internal sealed record ScaleBar(int Pixels, string Text)
{
    /// <summary>The bar of 1, 2 or 5 times a power of ten micrometres that is nearest below a fifth of the picture's width.</summary>
    public static ScaleBar? Of(int width, double micrometres)
    {
        var most = width * micrometres / 5;
        if (!double.IsFinite(most) || most <= 0)
        {
            return null;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var length = (most / power) switch { >= 5 => 5 * power, >= 2 => 2 * power, _ => power };
        var (value, unit) = length switch { >= 1000 => (length / 1000, "mm"), < 1 => (length * 1000, "nm"), _ => (length, "\u00b5m") };
        var text = string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, 3)} {unit}");
        return new ScaleBar(Math.Max(1, (int)Math.Round(length / micrometres)), text);
    }
}
