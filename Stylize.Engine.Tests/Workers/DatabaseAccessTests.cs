using System.Net;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Tests the conditions under which database servers receive a password.</summary>
public sealed class DatabaseAccessTests
{
    private const string Password = "topsecret";
    private static readonly NetworkCredential Credential = new("anyone", Password);

    [Theory]
    [InlineData(true, "Host=127.0.0.1")]
    [InlineData(false, "Host=127.0.0.1")]
    [InlineData(true, "Host=127.0.0.1;SSL Mode=Prefer")]
    [InlineData(false, "Host=127.0.0.1;SSL Mode=Disable")]
    public void A_worker_sends_no_password_in_plain_text_or_as_md5(bool isMd5, string database)
    {
        using var server = isMd5 ? PasswordRequestServer.Md5() : PasswordRequestServer.Cleartext();
        var allowed = new AllowedServers([$"127.0.0.1:{server.Port}"]);
        var failure = Fails.Of(
            StylizeError.TargetUnwritable,
            () => allowed.Open($"{database};Port={server.Port};Timeout=60", Credential));
        Assert.Contains("scram-sha-256", failure.Advice);
        Assert.True(server.Connections > 0);
        Assert.DoesNotContain(server.Answers, answer => answer.StartsWith('p'));
    }

    [Fact]
    public void Users_can_allow_a_password_in_plain_text()
    {
        // Proves that the fake server can receive a password.
        using var server = PasswordRequestServer.Cleartext();
        var own = $"Host=127.0.0.1;Port={server.Port};Timeout=60;Require Auth=Password";
        Assert.Throws<StylizeException>(() => MeasurementStores.Open(own, Credential));
        Assert.Contains(server.Answers, answer => answer.Contains(Password));
    }

    [Theory]
    [InlineData("Host=db.lab", null, true)]
    [InlineData("Host=127.0.0.1", null, false)]
    [InlineData("Host=::1", null, false)]
    [InlineData("Host=/var/run/postgresql", null, false)]
    [InlineData("Host=127.0.0.1,db.lab", null, true)]
    [InlineData("Host=db.lab;SSL Mode=Require", null, false)]
    [InlineData("Host=db.lab;SSL Mode=Prefer", null, true)]
    [InlineData("Host=db.lab;Require Auth=MD5", "MD5", false)]
    public void A_user_connection_is_limited_to_scram_unless_it_is_safe_or_allows_more(
        string database, string? kept, bool isLimited)
    {
        var settings = PostgresStore.Settings(database);
        PasswordSafety.Apply(settings, PasswordRule.Own);
        Assert.Equal(isLimited, settings.RequireAuth?.Contains("ScramSHA256") == true);
        Assert.DoesNotContain(
            isLimited ? "MD5" : "Scram", settings.RequireAuth ?? "", StringComparison.OrdinalIgnoreCase);
        Assert.True(isLimited || settings.RequireAuth == kept);
    }

    [Theory]
    [InlineData("SSL Mode=VerifyFull", false)]
    [InlineData("SSL Mode=VerifyCA", true)]
    [InlineData("SSL Mode=Require", true)]
    [InlineData("SSL Mode=Disable", true)]
    public void A_submitted_connection_is_limited_to_scram_unless_it_verifies_the_server(string words, bool isLimited)
    {
        var settings = PostgresStore.Settings("Host=127.0.0.1;" + words);
        PasswordSafety.Apply(settings, PasswordRule.Foreign);
        Assert.Equal(isLimited, settings.RequireAuth is { Length: > 0 });
    }

    [Fact]
    public void Servers_of_the_list_are_allowed() => Assert.All(
    [
        "Host=db.lab;Database=lab;Username=me", "host=DB.LAB;ssl mode=VerifyFull", "Host=db.lab;Port=5432",
        "Host=other.lab;Port=5433", "postgresql://me@db.lab/lab", "Host=::1", "Host=0:0:0:0:0:0:0:1",
        "Host=::2;Port=5434", "Host=/var/run/postgresql",
    ], database => Assert.NotEmpty(Servers.Checked(database)));

    [Fact]
    public void Other_servers_and_connection_keys_are_rejected() => Assert.All(
    [
        "Host=evil.lab", "Host=db.lab;Port=5999", "Host=db.lab:5999", "Host=other.lab", "Host=db.lab,evil.lab",
        "Host=evil.lab,db.lab", "Host=db.lab;Server=evil.lab", "Host=db.lab;Host=evil.lab", "Host=", "Host=;;;",
        "Host=db.lab.", "Host=[::1]:5999", "Host=[::1]", "Host=::2", "Host=/tmp", "Host=db.lab;Password=x",
        "Host=db.lab;Passfile=/etc/passwd", "Host=db.lab;Root Certificate=/tmp/mine.pem",
        "Host=db.lab;SSL Key=/etc/key", "Host=db.lab;Search Path=other", "Host=db.lab;Options=-c role=admin",
        "Host=db.lab;Require Auth=Password", "Host=db.lab;Port=99999999999", "Host=db.lab;Nonsense=1",
        "Host=db.lab;Port", "postgresql://evil.lab/lab", "postgresql://me:pw@db.lab/lab", "postgresql://:/",
    ], database =>
    {
        var failure = Fails.Of(StylizeError.DatabaseNotAllowed, () => Servers.Open(database));
        Assert.DoesNotContain("=x", failure.Message);
    });

    [Fact]
    public void A_malformed_host_is_rejected() => Assert.All(
        ["", "db.lab:", "db.lab:0", "db.lab:99999", "db lab", "postgresql://db.lab"],
        host => Fails.Of(StylizeError.OptionInvalid, () => new AllowedServers([host])));

    private static AllowedServers Servers { get; } =
        new(["db.lab", "other.lab:5433", "::1", "[::2]:5434", "/var/run/postgresql"]);
}
