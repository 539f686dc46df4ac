using System.Globalization;

namespace Stylize.Engine.Operations.Options;

/// <summary>Lengths of time as people write them: 500ms, 2s, 10m, 1.5h, 1d, 00:00:02.5, or a bare number of seconds.</summary>
public static class DurationText
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a length of time; false where the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        text = text.Trim();
        if (text.Contains(':'))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
        }

        var seconds = 1.0;
        foreach (var unit in Units)
        {
            if (text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[..^unit.Suffix.Length].TrimEnd();
                seconds = unit.Seconds;
                break;
            }
        }

        duration = default;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !(Math.Abs(number * seconds) < 1e11))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(number * seconds);
        return true;
    }

    /// <summary>A number of seconds in the largest unit that gives a short number: "2 days", "1 hour", "0.1 seconds".</summary>
    public static string Format(double seconds)
    {
        var (unit, size) = seconds switch
        {
            >= 86400 when seconds % 86400 == 0 => ("day", 86400.0),
            >= 3600 when seconds % 3600 == 0 => ("hour", 3600),
            >= 60 when seconds % 60 == 0 => ("minute", 60),
            _ => ("second", 1),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / size} {unit}{(seconds == size ? "" : "s")}");
    }
}
