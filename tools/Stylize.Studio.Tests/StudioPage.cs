using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Stylize.Studio.Tests;

/// <summary>The page of a studio in a tab of the browser.</summary>
public sealed class StudioPage : IAsyncDisposable
{
    private const float Patience = 60_000;

    private readonly List<string> _errors = [];

    public StudioPage(Studio studio, IPage page)
    {
        Studio = studio;
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.SetDefaultTimeout(Patience);
    }

    public Studio Studio { get; }

    public IPage Page { get; }

    /// <summary>Requests the result of the command and waits until it is the picture.</summary>
    /// <param name="asks">False to wait until the page requests it by itself.</param>
    public Task WaitForFullAsync(bool asks = true) =>
        Page.WaitForFunctionAsync("""
            asks => {
              const [refine, stage] = ['refine', 'stage'].map(id => document.getElementById(id));
              if (asks && !refine.hidden && !stage.classList.contains('stale')) refine.click();
              return document.querySelector('#level[data-level=full]') && document.getElementById('busy').hidden
                && !stage.classList.contains('stale');
            }
            """, asks);

    /// <summary>Returns a hash of the picture on the stage.</summary>
    public async Task<string> PictureAsync()
    {
        await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        var url = await Page.EvaluateAsync<string>("() => document.getElementById('picture').toDataURL()");
        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(url)));
    }

    /// <summary>Returns the bytes of the result that the page offers to download.</summary>
    public async Task<byte[]> ResultAsync() => Convert.FromBase64String(await Page.EvaluateAsync<string>("""
        async () => {
          const bytes = new Uint8Array(await (await fetch(document.getElementById('file').href)).arrayBuffer());
          let text = '';
          for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
          return btoa(text);
        }
        """));

    /// <summary>Copies the line and returns the text of the clipboard.</summary>
    /// <param name="shell">"shell" or "powershell".</param>
    public async Task<string> CopyLineAsync(string shell = "shell")
    {
        await Page.Locator($"input[name=shell][value={shell}]").CheckAsync();
        await Page.Locator("#line").GetByText(new Regex(shell == "shell" ? "^stylize " : "^[A-Za-z]+-")).WaitForAsync();
        await Page.Locator("#copy").ClickAsync();
        await Page.GetByText("Copied", new() { Exact = true }).WaitForAsync();
        var line = await Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Equal(await Page.Locator("#line").TextContentAsync(), line);
        return line;
    }

    /// <summary>Runs the operation on the folder and waits for the report.</summary>
    public async Task RunAsync(string destination, string report)
    {
        await Page.Locator("#show-run").ClickAsync();
        await Page.Locator("#run-destination").FillAsync(destination);
        await Page.Locator("#run-folder [type=submit]").ClickAsync();
        await Page.Locator("#run-count").GetByText(report).WaitForAsync();
    }

    /// <summary>Fails if the page had an error of its own.</summary>
    public void RequireNoErrors() => Assert.Empty(_errors);

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
