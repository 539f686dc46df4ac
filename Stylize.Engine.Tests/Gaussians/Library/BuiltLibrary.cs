using Stylize.Engine.Tests.Drawings;

namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>The compiled libgaussianimage, with a C compiler and Python.</summary>
public sealed class BuiltLibrary : INeed
{
    public static string? Missing =>
        LibraryApi.NativePath is null
            ? "GAUSSIAN_LIBRARY does not name libgaussianimage; docs/contributing/developing.md has the commands."
        : new[] { "cc", "c++", "nm", "python3" }.FirstOrDefault(program => Tool.Find(program) is null) is { } missing
            ? $"{missing} is not installed." : null;

    /// <summary>Folder of the library, for the linker and the loader.</summary>
    public static string Folder => Path.GetDirectoryName(LibraryApi.NativePath)!;

    /// <summary>Runs a program, which must succeed, and returns its output.</summary>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        var run = CliRun.With(new(program, arguments)
        {
            Environment = { ["LD_LIBRARY_PATH"] = Folder, ["DYLD_LIBRARY_PATH"] = Folder },
        });
        Assert.True(run.ExitCode == 0, $"{program} ended with {run.ExitCode}: {run.Error}");
        return run.Out;
    }
}
