using System.Diagnostics;

namespace Stylize.Engine.Tests.Words;

/// <summary>codespell finds no misspelled word. .codespellrc lists the words that it takes for mistakes.</summary>
public sealed class SpellingTests
{
    [Fact]
    public async Task Codespell_finds_no_mistake()
    {
        using var codespell = Start();
        Assert.SkipWhen(codespell is null, "codespell is not installed (Debian and Ubuntu: apt-get install codespell).");
        var errors = codespell!.StandardError.ReadToEndAsync();
        var found = await codespell.StandardOutput.ReadToEndAsync();
        await codespell.WaitForExitAsync();
        Assert.Equal("", found + await errors);
        Assert.Equal(0, codespell.ExitCode);
    }

    private static Process? Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("codespell")
            {
                WorkingDirectory = Checkout.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
