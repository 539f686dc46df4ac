namespace Stylize.Engine.Tests.Studio;

/// <summary>The studio in a terminal, which `script` provides.</summary>
public sealed class EnterKeyTests : CliTest
{
    private const string Terminal = "/usr/bin/script";

    [Fact]
    public async Task Enter_prints_a_new_address_after_the_first_was_used()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Terminal), "script (util-linux) is not installed.");
        _folder.Image("a.png");
        var start = new ProcessStartInfo(Terminal, ["-qfec", $"{StylizeProgram.Shell} studio --no-open", "/dev/null"])
        {
            WorkingDirectory = _folder.Path, RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        start.Environment["HOME"] = start.Environment["XDG_CACHE_HOME"] = _folder["home"];
        using var process = Process.Start(start)!;
        try
        {
            var first = await AddressAsync(process);
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var used = await client.GetAsync(first);
            await process.StandardInput.WriteAsync('\n');
            await process.StandardInput.FlushAsync();
            var second = await AddressAsync(process);
            Assert.Equal(first.Split("/?")[0], second.Split("/?")[0]);
            Assert.NotEqual(first, second);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            // A terminal also receives control sequences.
            if (line.IndexOf("http://", StringComparison.Ordinal) is >= 0 and var start) return line[start..].Trim();
        }

        throw new InvalidOperationException("The studio ended.");
    }
}
