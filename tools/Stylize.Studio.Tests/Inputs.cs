using System.Diagnostics;

namespace Stylize.Studio.Tests;

/// <summary>Inputs of the tests: samples of the checkout, and files that the command makes of them once.</summary>
internal static class Inputs
{
    /// <summary>Full path of the checkout.</summary>
    public static readonly string Root = FindRoot();

    private static readonly string Samples = System.IO.Path.Combine(Root, "samples");
    private static readonly Lock Gate = new();

    /// <summary>One input of each kind.</summary>
    public static IEnumerable<string> All =>
        new[] { "parrots.jpg", "caps.jpg", "sprite.png", "tile.tif", "scene.g2d", "gallery/horse.webp" }.Select(Path);

    /// <summary>Full paths of what the folder of a plate holds.</summary>
    public static IEnumerable<string> Plate => Directory.GetFileSystemEntries(Path("plate"));

    /// <summary>Returns the full path of an input.</summary>
    public static string Path(string name)
    {
        var sample = System.IO.Path.Combine(Samples, name);
        return System.IO.Path.Exists(sample) ? sample : Made(name);
    }

    private static string Made(string name)
    {
        var path = System.IO.Path.Combine(AppContext.BaseDirectory, "inputs", name);
        lock (Gate)
        {
            if (File.Exists(path)) return path;

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            switch (name)
            {
                case "sprite.png":
                    Run("pixel-art", Path("parrots.jpg"), "--width", "40", "--colors", "8", "--scale", "9", "--no-provenance", "-o", path);
                    break;
                case "scene.g2d":
                    Run("gaussian", "encode", Path("caps.jpg"), "--count", "300", "--effort", "draft", "--no-provenance", "-o", path);
                    break;
                case "tile.tif":
                    File.Copy(System.IO.Path.Combine(Samples, "plate", "A2", "SAMPLE_A2_T1_3_DAPI.tif"), path);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(name), name, null);
            }
        }

        return path;
    }

    private static void Run(params string[] arguments)
    {
        var command = System.IO.Path.Combine(AppContext.BaseDirectory, "stylize.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [command, .. arguments])
        {
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Stylize.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run from a checkout.");
        }

        return folder.FullName;
    }
}
