using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;

namespace Stylize.Benchmarks;

/// <summary>Creates folders with small inputs, and runs the command as a process that can be killed at any
/// moment.</summary>
internal sealed class FaultRig : IDisposable
{
    public const int Files = 60;

    /// <summary>Name of a temporary file of another host, which no run may remove.</summary>
    public const string ForeignTemporary = ".stylize-00000000-1-1-00000000.tmp";

    private readonly string[] _command;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stylize-faults-");

    public FaultRig(string command, string root)
    {
        _command = command.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", command] : [command];
        MakeInputs(root);
    }

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Runs the command to its end.</summary>
    public FaultRun Run(params string[] words)
    {
        using var process = Start(words);
        return End(process, Stopwatch.GetTimestamp());
    }

    /// <summary>Starts the command without waiting.</summary>
    public Process Start(params string[] words) => Process.Start(
        new ProcessStartInfo(_command[0], [.. _command.Skip(1), .. words])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Runs a shell line, in which "stylize" is replaced by the command under test.</summary>
    public FaultRun Shell(string line)
    {
        using var process = StartShell(line);
        return End(process, Stopwatch.GetTimestamp());
    }

    /// <summary>Starts a shell line without waiting.</summary>
    public Process StartShell(string line) => Process.Start(new ProcessStartInfo(
        "bash", ["-c", line.Replace("stylize ", $"'{string.Join("' '", _command)}' ")])
    {
        WorkingDirectory = _folder.FullName,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Waits for a started command and collects its output.</summary>
    public static FaultRun End(Process process, long began)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new FaultRun(process.ExitCode, output.Result, error, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Returns the contents of the files in a folder by relative path, without temporary files.</summary>
    public Dictionary<string, byte[]> Outputs(string folder) => Directory.Exists(this[folder])
        ? Directory.EnumerateFiles(
            this[folder], "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(file => !AtomicFile.IsTemporary(file) && !file.Contains("sqlite")
                && !file.Contains(".stylize-segmentation"))
            .ToDictionary(file => Path.GetRelativePath(this[folder], file), File.ReadAllBytes)
        : [];

    /// <summary>Counts the temporary files of this host in a folder.</summary>
    public int Temporary(string folder) => Directory.Exists(this[folder])
        ? Directory.EnumerateFiles(this[folder], ".stylize-*.tmp", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = 0,
        }).Count(file => Path.GetFileName(file) != ForeignTemporary)
        : 0;

    /// <summary>Recreates a folder that contains only a temporary file of another host.</summary>
    public void Renew(string folder)
    {
        if (Directory.Exists(this[folder]))
        {
            Directory.Delete(this[folder], recursive: true);
        }

        Directory.CreateDirectory(this[folder]);
        File.WriteAllText(Path.Combine(this[folder], ForeignTemporary), "");
    }

    public bool HasForeignTemporary(string folder) => File.Exists(Path.Combine(this[folder], ForeignTemporary));

    public void Dispose() => _folder.Delete(recursive: true);

    private void MakeInputs(string root)
    {
        Directory.CreateDirectory(this["in"]);
        Directory.CreateDirectory(this["plate"]);
        using var photograph = ImageCodecs.Default.DecodeRgba(
            ImageSource.File(Path.Combine(root, "samples", "coffee.jpg")));
        for (var i = 0; i < Files; i++)
        {
            Save(this[$"in/{i:00}.png"], photograph, 8 * (i % 60), 5 * (i % 60), 96, 64);
        }

        using var nuclei = ImageCodecs.Default.DecodeRgba(
            ImageSource.File(Path.Combine(root, "Stylize.Engine.Tests", "Images", "nuclei", "nuclei01.png")));
        for (var i = 0; i < Files; i++)
        {
            Save(this[$"plate/FAULTS_{(char)('A' + (i / 12))}{(i % 12) + 1}_1_DAPI.png"], nuclei, 5 * i,
                3 * i, 160, 120);
        }
    }

    private static void Save(string path, Raster<Rgba32> image, int left, int top, int width, int height)
    {
        using var part = new Raster<Rgba32>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                part[x, y] = image[(left + x) % image.Width, (top + y) % image.Height];
            }
        }

        using var file = File.Create(path);
        ImageCodecs.Default.Encode(part, file, new EncodeOptions(ImageFormat.Png));
    }
}
