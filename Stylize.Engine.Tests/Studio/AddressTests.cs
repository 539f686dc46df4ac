using System.Net;
using Stylize.Studio;
using Stylize.Studio.Server;

namespace Stylize.Engine.Tests.Studio;

/// <summary>How a browser gets the address of a studio, and what it shows without a valid one.</summary>
public sealed class AddressTests : CliTest
{
    public AddressTests() => _folder.Image("photos/a.png");

    [Fact]
    public async Task After_its_use_an_address_is_replaced_by_a_new_one_that_opens_the_studio_in_another_browser()
    {
        using var studio = await new RunningStudio(_folder["photos"]).OpenAsync();
        var next = studio.NextAddress;
        Assert.NotEqual(studio.Address, next);
        using var other = await GetAsync(next);
        Assert.Equal(HttpStatusCode.SeeOther, other.StatusCode);
        Assert.Equal(studio.Cookie, other.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(next)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/api/session")]
    public async Task A_browser_without_a_valid_address_shows_a_page_of_one_sentence_and_a_script_gets_JSON(string path)
    {
        using var studio = await new RunningStudio(_folder["photos"]).OpenAsync();
        var address = path.Length == 0 ? studio.Address : studio.Origin + path;
        using var page = await GetAsync(address, "document");
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("Set-Cookie", page.Headers.Select(header => header.Key));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("press Enter in its terminal", html);
        Assert.DoesNotContain("a.png", html);
        using var script = await GetAsync(address, "empty");
        Assert.Equal("application/json", script.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_browser_reads_the_manifest_its_icons_and_the_style_without_the_cookie_and_no_other_site_does()
    {
        using var studio = new RunningStudio(_folder["photos"]);
        foreach (var (path, type) in new[]
        {
            ("/studio.webmanifest", "application/manifest+json"), ("/studio.svg", "image/svg+xml"),
            ("/studio.png", "image/png"), ("/studio.css", "text/css"),
        })
        {
            using var answer = await studio.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync(
                path, change: request => request.Headers.Add("Sec-Fetch-Site", "cross-site")));
        }
    }

    [Fact]
    public async Task The_same_start_finds_a_running_studio_and_its_next_address()
    {
        Assert.Null(Find("photos"));
        using (var studio = new RunningStudio(_folder.Path, [_folder["photos"]], addressFolder: _folder["cache"]))
        {
            Assert.Equal(studio.Address, Find("photos"));
            Assert.Null(Find("photos/a.png"));
            await studio.OpenAsync();
            Assert.Equal(studio.NextAddress, Find("photos"));
            Assert.NotEqual(studio.Address, studio.NextAddress);
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                var file = Assert.Single(Directory.GetFiles(_folder["cache"]));
                Assert.Equal(Own, File.GetUnixFileMode(file));
                Assert.Equal(Own | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["cache"]));
            }
        }

        Assert.Null(Find("photos"));
        Assert.Empty(Directory.GetFiles(_folder["cache"]));
    }

    [Fact]
    public void The_address_that_a_killed_studio_left_is_not_found()
    {
        using (new RunningStudio(_folder.Path, [_folder["photos"]], addressFolder: _folder["cache"]))
        {
            File.Copy(Assert.Single(Directory.GetFiles(_folder["cache"])), _folder["kept"]);
        }

        using (var other = new RunningStudio(_folder.Path, [_folder["photos"]], addressFolder: _folder["cache"]))
        {
            var file = Assert.Single(Directory.GetFiles(_folder["cache"]));
            File.Copy(_folder["kept"], file, overwrite: true);
            Assert.Null(Find("photos")); // The folder for temporary files does not exist, so nobody holds its lock.
        }
    }

    [Fact]
    public async Task A_port_can_be_chosen_and_one_in_use_is_an_error()
    {
        int port;
        using (var first = new RunningStudio(_folder["photos"]))
        {
            port = first.Port;
            var failure = Assert.Throws<StylizeException>(() => new RunningStudio(_folder["photos"], port: port));
            Assert.Equal(("Port", StylizeError.OptionInvalid), (failure.Target, failure.Error));
            Assert.Contains($"{port}", failure.Message);
        }

        using var second = await new RunningStudio(_folder["photos"], port: port).OpenAsync();
        Assert.Equal(port, second.Port);
        Assert.Equal(0, StudioStart.RequirePort(null));
        Assert.Throws<StylizeException>(() => StudioStart.RequirePort(1023));
        Assert.Throws<StylizeException>(() => StudioStart.RequirePort(65536));
    }

    private string? Find(string path) => StudioServer.FindRunning(new StudioStart([_folder[path]], ImageCodecs.Default)
    {
        WorkingFolder = _folder.Path, AddressFolder = _folder["cache"],
    });

    /// <summary>Opens an address without a cookie.</summary>
    /// <param name="destination">What the browser needs the answer for; null if the client is not a browser.</param>
    private static async Task<HttpResponseMessage> GetAsync(string address, string? destination = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (destination is not null)
        {
            request.Headers.Add("Sec-Fetch-Dest", destination);
        }

        return await client.SendAsync(request);
    }
}
