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
        var failure = Failure(() => allowed.Open($"{database};Port={server.Port};Timeout=60", Credential));
        Assert.Equal(StylizeError.TargetUnwritable, failure.Error);
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
        Failure(() => MeasurementStores.Open(own, Credential));
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

    public static TheoryData<string> Databases =>
    [
        "Host=db.lab;Database=lab;Username=me", "host=DB.LAB;ssl mode=VerifyFull", "Host=db.lab;Port=5432",
        "Host=other.lab;Port=5433", "postgresql://me@db.lab/lab", "Host=::1", "Host=0:0:0:0:0:0:0:1",
        "Host=::2;Port=5434", "Host=/var/run/postgresql",
    ];

    [Theory]
    [MemberData(nameof(Databases))]
    public void Servers_of_the_list_are_allowed(string database) => Assert.NotEmpty(Servers.Checked(database));

    [Theory]
    [InlineData("Host=evil.lab")]
    [InlineData("Host=db.lab;Port=5999")]
    [InlineData("Host=db.lab:5999")]
    [InlineData("Host=other.lab")]
    [InlineData("Host=db.lab,evil.lab")]
    [InlineData("Host=evil.lab,db.lab")]
    [InlineData("Host=db.lab;Server=evil.lab")]
    [InlineData("Host=db.lab;Host=evil.lab")]
    [InlineData("Host=")]
    [InlineData("Host=;;;")]
    [InlineData("Host=db.lab.")]
    [InlineData("Host=[::1]:5999")]
    [InlineData("Host=[::1]")]
    [InlineData("Host=::2")]
    [InlineData("Host=/tmp")]
    [InlineData("Host=db.lab;Password=x")]
    [InlineData("Host=db.lab;Passfile=/etc/passwd")]
    [InlineData("Host=db.lab;Root Certificate=/tmp/mine.pem")]
    [InlineData("Host=db.lab;SSL Key=/etc/key")]
    [InlineData("Host=db.lab;Search Path=other")]
    [InlineData("Host=db.lab;Options=-c role=admin")]
    [InlineData("Host=db.lab;Require Auth=Password")]
    [InlineData("Host=db.lab;Port=99999999999")]
    [InlineData("Host=db.lab;Nonsense=1")]
    [InlineData("Host=db.lab;Port")]
    [InlineData("postgresql://evil.lab/lab")]
    [InlineData("postgresql://me:pw@db.lab/lab")]
    [InlineData("postgresql://:/")]
    public void Other_servers_and_connection_keys_are_rejected(string database)
    {
        var failure = Fails.Of(StylizeError.DatabaseNotAllowed, () => Servers.Open(database));
        Assert.DoesNotContain("=x", failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("db.lab:")]
    [InlineData("db.lab:0")]
    [InlineData("db.lab:99999")]
    [InlineData("db lab")]
    [InlineData("postgresql://db.lab")]
    public void A_malformed_host_is_rejected(string host) =>
        Assert.Equal(
            StylizeError.OptionInvalid, Assert.Throws<StylizeException>(() => new AllowedServers([host])).Error);

    private static AllowedServers Servers { get; } =
        new(["db.lab", "other.lab:5433", "::1", "[::2]:5434", "/var/run/postgresql"]);

    private static StylizeException Failure(Func<IMeasurementStore> open) =>
        Assert.Throws<StylizeException>(() => open().Dispose());
}
