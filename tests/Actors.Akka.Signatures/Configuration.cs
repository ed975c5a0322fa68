namespace Akka.Configuration;

public class Config
{
    public static Config Empty => throw new NotSupportedException();

    public virtual Config WithFallback(Config fallback) => throw new NotSupportedException();

    public virtual bool HasPath(string path) => throw new NotSupportedException();

    public virtual Config GetConfig(string path, Config? @default = null) => throw new NotSupportedException();

    public virtual string GetString(string path, string? @default = null) => throw new NotSupportedException();

    public virtual int GetInt(string path, int @default = 0) => throw new NotSupportedException();

    public virtual IList<string> GetStringList(string path, string[]? @default = null) => throw new NotSupportedException();
}

public class ConfigurationFactory
{
    public static Config ParseString(string hocon) => throw new NotSupportedException();
}
