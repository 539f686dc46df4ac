using System.Security.Cryptography;
using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>The page of a studio, or of the site, in a tab of the browser.</summary>
/// <param name="studio">Runs the lines of the page.</param>
/// <param name="downloads">The folder of downloads from the site; null for a studio.</param>
internal sealed class StudioPage(StudioProcess studio, Tab tab, CliFolder? downloads = null) : IAsyncDisposable
{
    public StudioProcess Studio => studio;

    public Tab Tab => tab;

    /// <summary>The state in the address.</summary>
    public Task<string> HashAsync() => tab.EvaluateAsync<string>("location.hash");

    /// <summary>Requests the result of the command and waits until it is the picture.</summary>
    /// <param name="asks">False to wait until the page requests it by itself.</param>
    public Task WaitForFullAsync(bool asks = true) => tab.WaitAsync($$"""
        (() => {
          const [refine, stage] = ['refine', 'stage'].map(id => document.getElementById(id));
          if ({{(asks ? "true" : "false")}} && !refine.hidden && !stage.classList.contains('stale')) refine.click();
          return document.querySelector('#level[data-level=full]') && document.getElementById('busy').hidden
            && !stage.classList.contains('stale');
        })()
        """);

    /// <summary>Returns a hash of the picture on the stage.</summary>
    public async Task<string> PictureAsync()
    {
        await tab.FrameAsync();
        var url = await tab["#picture"].ReadAsync<string>("this.toDataURL()");
        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(url)));
    }

    /// <summary>Returns the bytes of the result that the page offers to download.</summary>
    public async Task<byte[]> ResultAsync() => Convert.FromBase64String(await tab.EvaluateAsync<string>("""
        (async () => {
          const bytes = new Uint8Array(await (await fetch(document.getElementById('file').href)).arrayBuffer());
          let text = '';
          for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
          return btoa(text);
        })()
        """));

    /// <summary>Copies the line and returns the text of the clipboard.</summary>
    /// <param name="shell">"shell" or "powershell".</param>
    public async Task<string> CopyLineAsync(string shell = "shell")
    {
        await tab[$"input[name=shell][value={shell}]"].CheckAsync();
        await tab["#line"]
            .WaitAsync(
                shell == "shell" ? "/^stylize /.test(this.textContent)" : "/^[A-Za-z]+-/.test(this.textContent)");
        await tab["#copy"].ClickAsync();
        await tab["#copy-label"].WaitForTextAsync("Copied");
        var line = await tab.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(await tab["#line"].TextAsync(), line);
        return line;
    }

    /// <summary>Opens a picture with the first screen or the menu of inputs, and the dialog for files.</summary>
    public async Task OpenPictureAsync(string path)
    {
        await tab.CallAsync("Page.setInterceptFileChooserDialog", new { Enabled = true });
        if (await tab["#welcome"].ReadAsync<bool>("this.checkVisibility()"))
        {
            await tab["#welcome-open"].ClickAsync();
        }
        else
        {
            await tab["#input"].ClickAsync();
            await tab["#inputs .input-card:has(.add)"].ClickAsync();
        }

        await tab["#add"].ChooseFileAsync(path);
        await tab["#input-name"].WaitForTextAsync(Path.GetFileName(path));
    }

    /// <summary>Saves the picture by the dialog of the studio, or by the download of the site, and returns its
    /// bytes.</summary>
    /// <param name="usual">The name that the page offers.</param>
    /// <param name="typed">The name that the user types in the dialog.</param>
    public async Task<byte[]> SaveAsync(string usual, string? typed = null)
    {
        await tab["#show-save-picture"].ClickAsync();
        if (downloads is not null)
        {
            await tab["#announcement"].WaitForTextAsync($"Saved {usual} (");
            Waiting.WaitFor(() => File.Exists(downloads[usual]));
            return await File.ReadAllBytesAsync(downloads[usual]);
        }

        Assert.Equal(usual, await tab["#save-name"].ReadAsync<string>("this.value"));
        if (typed is not null) await tab["#save-name"].FillAsync(typed);
        await tab.PressAsync("Enter");
        await tab["#announcement"].WaitForTextAsync($"{typed ?? usual} (");
        return await File.ReadAllBytesAsync(studio.Folder[typed ?? usual]);
    }

    /// <summary>Runs the operation on the folder and waits for the report.</summary>
    public async Task RunAsync(string destination, string report)
    {
        await tab["#show-run"].ClickAsync();
        await tab["#run-destination"].FillAsync(destination);
        await tab["#run-folder [type=submit]"].ClickAsync();
        await tab["#run-count"].WaitForTextAsync(report);
    }

    /// <summary>Fails if the page had an error of its own.</summary>
    public void RequireNoErrors() => Assert.Empty(tab.Errors);

    public ValueTask DisposeAsync() => tab.DisposeAsync();
}
