namespace Stylize.Engine.Tests.Drawings;

/// <summary>Programs that read drawings.</summary>
internal static class Tool
{
    /// <summary>Returns the path of a program; null if it is not installed.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program and returns its exit code and output.</summary>
    public static (int Code, string Output, string Error) Run(string program, params IReadOnlyList<string> arguments)
    {
        var run = CliRun.With(new(program, arguments));
        return (run.ExitCode, run.Out, run.Error);
    }
}

/// <summary>pdftoppm of poppler, which draws pages of PDF files.</summary>
internal sealed class Poppler : INeed
{
    public static string? Missing =>
        Tool.Find("pdftoppm") is null ? "pdftoppm (poppler-utils) is not installed." : null;
}

/// <summary>pdfinfo of poppler and qpdf, which check PDF files.</summary>
internal sealed class PdfCheckers : INeed
{
    public static string? Missing => Tool.Find("pdfinfo") is null ? "pdfinfo (poppler-utils) is not installed."
        : Tool.Find("qpdf") is null ? "qpdf is not installed." : null;
}

/// <summary>gifsicle, which reads GIF files.</summary>
internal sealed class Gifsicle : INeed
{
    /// <summary>Name of the program.</summary>
    public const string Program = "gifsicle";

    public static string? Missing => Tool.Find(Program) is null ? "gifsicle is not installed." : null;
}

/// <summary>Ghostscript, which separates pages into plates.</summary>
internal sealed class Ghostscript : INeed
{
    /// <summary>Name of the program.</summary>
    public const string Program = "gs";

    public static string? Missing => Tool.Find(Program) is null ? "Ghostscript is not installed." : null;
}

/// <summary>Inkscape, which opens SVG files.</summary>
internal sealed class Inkscape : INeed
{
    /// <summary>Name of the program.</summary>
    public const string Program = "inkscape";

    public static string? Missing => Tool.Find(Program) is null ? "Inkscape is not installed." : null;
}

/// <summary>Python with ezdxf, which reads DXF files.</summary>
internal sealed class Ezdxf : INeed
{
    /// <summary>The first Python that has ezdxf; null if none has.</summary>
    public static string? Python { get; } = new[] { Tool.Find("python3"), "/usr/bin/python3" }
        .FirstOrDefault(python => File.Exists(python) && Tool.Run(python!, "-c", "import ezdxf").Code == 0);

    public static string? Missing => Python is null ? "ezdxf (python3-ezdxf) is not installed." : null;
}

/// <summary>hp2xx, which draws HP-GL.</summary>
internal sealed class Hp2xx : INeed
{
    public static string? Missing => Tool.Find("hp2xx") is null ? "hp2xx is not installed." : null;
}

/// <summary>Node with the package gcode-toolpath, which NODE_PATH names, and which interprets G-code.</summary>
internal sealed class GcodeToolpath : INeed
{
    public static string? Missing { get; } =
        Tool.Find("node") is { } node && Tool.Run(node, "-e", "require('gcode-toolpath')").Code == 0
            ? null : "gcode-toolpath (npm) is not installed in NODE_PATH.";
}
