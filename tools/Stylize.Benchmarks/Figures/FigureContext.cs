using System.Diagnostics;
using System.Text.RegularExpressions;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;
using Stylize.Engine.Tests;

namespace Stylize.Benchmarks.Figures;

/// <summary>The checkout, the published command and scratch files that the tables share.</summary>
internal sealed partial class FigureContext : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lazy<string> _command;
    private readonly Lazy<string> _tool;
    private readonly Lazy<string?> _python;
    private readonly Lazy<string?> _module;

    /// <param name="command">A native command; null to publish the checkout's when a table needs it.</param>
    /// <param name="module">Stylize.psd1 of a packed module; null to pack the checkout's when a table needs it.</param>
    public FigureContext(string? command, string? module)
    {
        Scratch = Directory.CreateTempSubdirectory("stylize-report-").FullName;
        _command = new(() => command is null ? Publish("native", "-p:PublishAot=true") : Path.GetFullPath(command));
        _tool = new(() => Publish("tool", "--no-self-contained") + ".dll");
        _module = new(() => module is null ? Pack() : Path.GetFullPath(module));
        _python = new(() => ((string[])["/usr/bin/python3", "python3"]).FirstOrDefault(
            file => ChildProcess.Run(file, ["-c", "import skimage, tifffile, scipy, PIL"]) is not null));
    }

    /// <summary>Root of the checkout.</summary>
    public string Root { get; } = Checkout.Root;

    /// <summary>A folder that is deleted at the end.</summary>
    public string Scratch { get; }

    /// <summary>The packed module's manifest; null if pwsh is not installed or packing failed.</summary>
    public string? Module => _module.Value;

    /// <summary>A Python that has scikit-image; null if not installed.</summary>
    public string? Python => _python.Value;

    public static int Cores => Environment.ProcessorCount;

    /// <summary>1, 2, 4 and so on up to the number of cores.</summary>
    public static IEnumerable<int> ThreadCounts
    {
        get
        {
            for (var threads = 1; threads < Cores; threads *= 2)
            {
                yield return threads;
            }

            yield return Cores;
        }
    }

    /// <summary>1, and the number of cores if there are several.</summary>
    public static int[] OneAndAll => Cores > 1 ? [1, Cores] : [1];

    /// <summary>Path of a file or folder that tools/fetch_data.py has fetched.</summary>
    public static string Data(params string[] parts)
    {
        var path = Path.Combine([Environment.GetEnvironmentVariable("STYLIZE_DATA") ?? "", .. parts]);
        return Path.Exists(path) ? path : throw new FileNotFoundException(
            $"'{path}' does not exist. Set STYLIZE_DATA to a folder, and run python3 tools/fetch_data.py $STYLIZE_DATA.");
    }

    /// <summary>Path of a photograph of the set kodak as JPEG with quality 92, such as kodim21.jpg.</summary>
    public string Sample(string name)
    {
        var path = Path.Combine(Scratch, name);
        if (File.Exists(path)) return path;

        using var image =
            ImageCodecs.Default.DecodeRgba(ImageSource.File(Data("kodak", Path.ChangeExtension(name, ".png"))));
        using var file = File.Create(path);
        ImageCodecs.Default.Encode(image, file, new EncodeOptions(ImageFormat.Jpeg) { Quality = 92 });
        return path;
    }

    public Raster<Rgba32> Decode(string name) => ImageCodecs.Default.DecodeRgba(ImageSource.File(Sample(name)));

    /// <summary>A photograph resized to exactly the given size.</summary>
    public Raster<Rgba32> Decode(string name, int width, int height)
    {
        using var photograph = Decode(name);
        return Resampler.Resize(photograph, width, height, ResampleFilter.Lanczos3, Cores);
    }

    /// <summary>Prints progress with the elapsed time.</summary>
    public void Log(string text) => Console.Error.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"[{_watch.Elapsed.TotalSeconds,4:0} s] {text}"));

    /// <summary>Runs the native command.</summary>
    public ChildProcess Stylize(IReadOnlyList<string> words) => Run(_command.Value, words);

    /// <summary>Runs the .NET tool.</summary>
    public ChildProcess Tool(IReadOnlyList<string> words) => Run(_tool.Value, words);

    public void Dispose() => Directory.Delete(Scratch, recursive: true);

    [GeneratedRegex(@"ModuleVersion\s*=\s*'([^']+)'")]
    private static partial Regex VersionPattern();

    private static ChildProcess Run(string command, IReadOnlyList<string> words) =>
        ChildProcess.Stylize(command, words)
            ?? throw new InvalidOperationException($"stylize {string.Join(' ', words)} failed.");

    /// <summary>Path of stylize in a folder that it is published to.</summary>
    private string Publish(string name, string option)
    {
        Log($"publishing stylize ({name})");
        var folder = Path.Combine(Scratch, name);
        string[] words = ["publish", Path.Combine(Root, "Stylize.Cli"), "-c", "Release", "-r",
            RuntimeInformation.RuntimeIdentifier, option,
            "-p:RunAnalyzers=false", "-v", "quiet", "-nologo", "-o", folder];
        return ChildProcess.Run("dotnet", words) is null
            ? throw new InvalidOperationException($"'dotnet publish Stylize.Cli {option}' failed.")
            : Path.Combine(folder, "stylize");
    }

    private string? Pack()
    {
        if (ChildProcess.Run("pwsh", ["-NoProfile", "-Command", "exit 0"]) is null) return null;

        Log("packing the module");
        var manifestText = File.ReadAllText(Path.Combine(Root, "Stylize.psd1"));
        var version = VersionPattern().Match(manifestText).Groups[1].Value;
        var platform = RuntimeInformation.RuntimeIdentifier;
        string[] words = ["-NoProfile", "-File", Path.Combine(Root, "tools", "packaging", "New-Module.ps1"),
            "-Platform", platform, "-Version", version];
        var manifest =
            Path.Combine(Root, "artifacts", "stage", "module-" + platform, "Stylize", version, "Stylize.psd1");
        return ChildProcess.Run("pwsh", words) is not null && File.Exists(manifest) ? manifest : null;
    }
}
