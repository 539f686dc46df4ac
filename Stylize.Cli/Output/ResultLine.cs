using System.Globalization;
using Stylize.Engine.Runs.Report;

namespace Stylize.Cli.Output;

/// <summary>One line for a person: the file, its size, and what was made.</summary>
internal static class ResultLine
{
    public static string Of(BatchResult<WrittenFile> result)
    {
        var file = result.Value!;
        var facts = file.Summary.Where(fact => fact.Value is int or long or double or float).Take(3).Select(TextField.Format);
        string[] words =
        [
            string.Create(CultureInfo.InvariantCulture, $"{file.Width} x {file.Height}"),
            Bytes(new FileInfo(file.Path).Length),
            .. facts,
            string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.00} s"),
        ];
        return $"{file.Path}  {string.Join(", ", words)}";
    }

    private static string Bytes(long length)
    {
        var (unit, name, format) = length switch
        {
            < 1000 => (1, "bytes", "0"),
            < 1_000_000 => (1e3, "kB", "0.0"),
            _ => (1e6, "MB", "0.0"),
        };
        return $"{(length / unit).ToString(format, CultureInfo.InvariantCulture)} {name}";
    }
}
