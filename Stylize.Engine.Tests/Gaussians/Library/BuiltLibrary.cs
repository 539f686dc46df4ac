namespace Stylize.Engine.Tests.Gaussians.Library;

/// <summary>The compiled libgaussianimage, with a C compiler and Python.</summary>
public sealed class BuiltLibrary : INeed
{
    public static string? Missing =>
        LibraryApi.NativePath is null ? "GAUSSIAN_LIBRARY does not name libgaussianimage; docs/contributing/developing.md has the commands."
        : new[] { "cc", "c++", "nm", "python3" }.FirstOrDefault(program => !IsInstalled(program)) is { } missing
            ? $"{missing} is not installed." : null;

    /// <summary>Folder of the library, for the linker and the loader.</summary>
    public static string Folder => Path.GetDirectoryName(LibraryApi.NativePath)!;

    /// <summary>Runs a program, which must succeed, and returns its output.</summary>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LD_LIBRARY_PATH"] = Folder, ["DYLD_LIBRARY_PATH"] = Folder },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {error.Result}");
        return output;
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
