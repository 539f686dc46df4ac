namespace Stylize.Engine.Tests.Cli;

/// <summary>A temporary folder with small images.</summary>
internal sealed class CliFolder : TemporaryFolder
{
    public CliRun Run(params string[] args) => CliRun.InProcess(Path, args);

    /// <summary>Runs a line of words.</summary>
    public CliRun Run(string line) => Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs it with the presets of the folder "home". The test must run alone, because all of this process use
    /// them.</summary>
    public CliRun RunWithHome(params string[] args)
    {
        const string Variable = "XDG_CONFIG_HOME";
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, this["home"]);
        try
        {
            return Run(args);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    /// <summary>Writes a PNG with a gradient.</summary>
    public string Image(string name, int width = 48, int height = 32) =>
        Image(name, width, height, (x, y) => new Rgba32((byte)(255 * x / width), (byte)(255 * y / height), 90));

    /// <summary>Writes a gray PNG with two bright discs on a dark background, like nuclei.</summary>
    public string Nuclei(string name, int width = 48, int height = 32) => Image(name, width, height, (x, y) =>
    {
        var (dx, dy) = ((x % 24) - 12, (y % 32) - 14);
        var gray = (byte)((dx * dx) + (dy * dy) < 49 ? 200 + (x % 3) : 20 + (y % 3));
        return new Rgba32(gray, gray, gray);
    });

    public string Image(string name, int width, int height, Func<int, int, Rgba32> pixel)
    {
        using var image = Paint<Rgba32>(width, height, pixel);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        image.Save(this[name], new(ImageFormat.Png));
        return this[name];
    }

    public Raster<Rgba32> Decode(string name) => ImageCodecs.Default.DecodeRgba(ImageSource.File(this[name]));

    /// <summary>Returns the outputs of a run without temporary files, databases and marks.</summary>
    public Dictionary<string, byte[]> Outputs(string folder) => Names
        .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal) && !AtomicFile.IsTemporary(name)
            && !name.Contains("sqlite", StringComparison.Ordinal)
            && !name.Contains("/.stylize-", StringComparison.Ordinal))
        .ToDictionary(name => name[folder.Length..], name => System.IO.File.ReadAllBytes(this[name]));
}
